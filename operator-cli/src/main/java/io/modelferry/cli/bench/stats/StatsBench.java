package io.modelferry.cli.bench.stats;

import io.modelferry.cli.bench.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Runs every scenario many times, on all cores; each experiment has its own seed, so that the cores change nothing. */
final class StatsBench {

    /** Latencies take ten times as long to simulate, and effects need no second digit. */
    private static final int FEWER = 5;

    /** @param experiments of each scenario without effect */
    record Plan(int experiments, long seed) {

        int fewer() {
            return Math.max(1, experiments / FEWER);
        }
    }

    private final Plan plan;
    private final Seeds seeds;
    private final Steps steps;

    private StatsBench(Plan plan, Steps steps) {
        this.plan = plan;
        this.seeds = new Seeds(plan.seed());
        this.steps = steps;
    }

    static StatsReport run(Plan plan, Steps steps) {
        try {
            return new StatsBench(plan, steps).run();
        } finally {
            steps.end();
        }
    }

    private StatsReport run() {
        var equal = new ArrayList<Outcomes>();
        equal.addAll(all(Scenarios.sharesWithoutEffect(), plan.experiments(), ShareArms::new));
        equal.addAll(all(Scenarios.latenciesWithoutEffect(), plan.fewer(), LatencyArms::new));
        var different = new ArrayList<Outcomes>();
        different.addAll(all(Scenarios.sharesWithEffect(), plan.fewer(), ShareArms::new));
        different.addAll(all(Scenarios.latenciesWithEffect(), plan.fewer(), LatencyArms::new));
        return new StatsReport(plan, equal, different, draws(0.5), draws(0.46));
    }

    private List<Outcomes> all(
            List<Scenario> scenarios, int experiments, BiFunction<Scenario, SplittableRandom, Arms> arms) {
        return scenarios.stream()
                .map(scenario -> outcomes(scenario, experiments, arms))
                .toList();
    }

    private Outcomes outcomes(Scenario scenario, int experiments, BiFunction<Scenario, SplittableRandom, Arms> arms) {
        steps.now(scenario.name());
        var outcomes = IntStream.range(0, experiments)
                .parallel()
                .mapToObj(i -> Outcome.of(arms.apply(scenario, seeds.of(scenario.name(), i)), scenario.windows()))
                .toList();
        return new Outcomes(scenario, outcomes);
    }

    private Draws draws(double first) {
        var name = "units that fall %.0f to %.0f".formatted(100 * first, 100 - 100 * first);
        steps.now(name);
        return new Draws(IntStream.range(0, plan.experiments())
                .parallel()
                .mapToLong(i -> Draws.one(first, seeds.of(name, i)))
                .toArray());
    }
}
