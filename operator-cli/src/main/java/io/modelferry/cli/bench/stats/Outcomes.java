package io.modelferry.cli.bench.stats;

import java.util.List;
import java.util.OptionalLong;

/** What became of all experiments of a scenario. */
record Outcomes(Scenario scenario, List<Outcome> all) {

    Outcomes {
        all = List.copyOf(all);
    }

    Share sequence() {
        return new Share(all.stream().filter(one -> one.sequence() > 0).count(), all.size());
    }

    Share naive() {
        return new Share(all.stream().filter(one -> one.naive() > 0).count(), all.size());
    }

    Share atTheEnd() {
        return new Share(all.stream().filter(Outcome::atTheEnd).count(), all.size());
    }

    /** Answers of an arm at the decision of the middle experiment, the undecided being last; empty if that is one of them. */
    OptionalLong medianAnswers() {
        var windows = all.stream()
                .mapToInt(one -> one.sequence() == 0 ? Integer.MAX_VALUE : one.sequence())
                .sorted()
                .toArray();
        var middle = windows[windows.length / 2];
        return middle == Integer.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(scenario.answersOfAnArm(middle));
    }
}
