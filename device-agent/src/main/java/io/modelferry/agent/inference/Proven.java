package io.modelferry.agent.inference;

import io.modelferry.protocol.report.UpdateEvent.AcceptanceResult;
import io.modelferry.protocol.telemetry.Window;
import java.util.List;
import java.util.Optional;

/**
 * What the proof of a file showed, beside that it may go on trial.
 *
 * @param cases of the acceptance set; 0 without a set
 * @param labelled of those, how many have a label: all or none
 * @param correct of those, how many were right
 * @param classCounts answers per class over the acceptance set, in output order; empty without a set, or without classes
 */
public record Proven(int cases, int labelled, int correct, List<Long> classCounts) {

    public static final Proven NO_PROFILE = new Proven(0, 0, 0, List.of());

    public Proven {
        classCounts = List.copyOf(classCounts);
    }

    /** As the server is told; empty without a set. More classes than a message holds are left out. */
    Optional<AcceptanceResult> result() {
        var told = classCounts.size() > Window.MAX_CLASSES ? List.<Long>of() : classCounts;
        return cases == 0 ? Optional.empty() : Optional.of(new AcceptanceResult(cases, labelled, correct, told));
    }
}
