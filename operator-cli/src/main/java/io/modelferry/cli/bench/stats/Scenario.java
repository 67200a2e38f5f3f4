package io.modelferry.cli.bench.stats;

/**
 * A simulated experiment: two arms of equal size whose truth is known, looked at after every window.
 *
 * @param name of the row; its hash is part of the seeds
 * @param clusters of each arm
 * @param answers of a cluster in a window; on average, if {@code uneven}
 * @param windows until the horizon, each with a look
 * @param kinship intra-cluster correlation of the answers, 0 for independent ones; a cluster keeps its own rate for ever
 * @param uneven whether clusters differ in traffic, by a log-normal factor with σ 0.75
 * @param treatment rate of right answers; of latencies the factor on all times
 * @param control as {@code treatment}
 */
record Scenario(
        String name,
        int clusters,
        int answers,
        int windows,
        double kinship,
        boolean uneven,
        double treatment,
        double control) {

    Scenario with(String newName, double treated) {
        return new Scenario(newName, clusters, answers, windows, kinship, uneven, treated, control);
    }

    long answersOfAnArm(int afterWindows) {
        return (long) clusters * answers * afterWindows;
    }
}
