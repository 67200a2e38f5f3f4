package io.modelferry.cli.bench.stats;

import java.util.List;

/** The fleets that are simulated: small ones, since promises break there first. */
final class Scenarios {

    private static final Scenario INDEPENDENT =
            new Scenario("accuracy 90 %, 40 devices, independent answers", 40, 5, 60, 0, false, 0.9, 0.9);
    private static final Scenario KIN =
            new Scenario("accuracy 90 %, 40 devices, kinship 0.05", 40, 5, 60, 0.05, false, 0.9, 0.9);
    private static final Scenario MANY =
            new Scenario("accuracy 90 %, 400 devices, kinship 0.05", 400, 1, 60, 0.05, false, 0.9, 0.9);
    private static final Scenario LATENCY =
            new Scenario("p95, 40 devices, independent times", 40, 5, 60, 0, false, 1, 1);
    private static final Scenario KIN_LATENCY =
            new Scenario("p95, 40 devices, kinship 0.05", 40, 5, 60, 0.05, false, 1, 1);

    private Scenarios() {}

    static List<Scenario> sharesWithoutEffect() {
        return List.of(
                INDEPENDENT,
                KIN,
                new Scenario("accuracy 90 %, 5 sites, kinship 0.1", 5, 20, 60, 0.1, false, 0.9, 0.9),
                new Scenario("accuracy 90 %, 20 sites of uneven traffic, kinship 0.1", 20, 10, 60, 0.1, true, 0.9, 0.9),
                new Scenario("error rate 1 %, 40 devices, kinship 0.02", 40, 10, 60, 0.02, false, 0.01, 0.01));
    }

    static List<Scenario> latenciesWithoutEffect() {
        return List.of(LATENCY, KIN_LATENCY);
    }

    static List<Scenario> sharesWithEffect() {
        return List.of(
                INDEPENDENT.with("2 points lower, 40 devices, independent", 0.88),
                INDEPENDENT.with("5 points lower, 40 devices, independent", 0.85),
                INDEPENDENT.with("10 points lower, 40 devices, independent", 0.80),
                MANY.with("2 points lower, 400 devices, kinship 0.05", 0.88),
                MANY.with("5 points lower, 400 devices, kinship 0.05", 0.85),
                MANY.with("10 points lower, 400 devices, kinship 0.05", 0.80),
                KIN.with("5 points lower, 40 devices, kinship 0.05", 0.85));
    }

    static List<Scenario> latenciesWithEffect() {
        return List.of(
                LATENCY.with("p95 a fifth longer, 40 devices, independent", 1.2),
                KIN_LATENCY.with("p95 a fifth longer, 40 devices, kinship 0.05", 1.2));
    }
}
