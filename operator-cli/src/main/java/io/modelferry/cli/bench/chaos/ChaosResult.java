package io.modelferry.cli.bench.chaos;

import io.modelferry.cli.bench.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What was left after all strikes.
 *
 * @param slowest from a start after a strike to readiness
 * @param ledgers of every rollout, in turn
 * @param goals the simulator's report
 */
record ChaosResult(
        ChaosBench.Plan plan, Map<Strike, Integer> strikes, Duration slowest, List<Ledger> ledgers, JsonNode goals) {

    private static final double READY_TARGET = 60;

    ChaosResult {
        strikes = Map.copyOf(strikes);
        ledgers = List.copyOf(ledgers);
    }

    /** In words; empty if all that must be true was. */
    List<String> differences() {
        var said = new ArrayList<String>();
        for (var ledger : ledgers) {
            if (!ledger.finished()) {
                said.add("%s: ended %s".formatted(ledger.rollout(), ledger.state()));
            }
            Stream.concat(ledger.endless().stream(), ledger.differing().stream())
                    .forEach(words -> said.add(ledger.rollout() + ": " + words));
        }
        goals.path("conflicts")
                .forEach(conflict -> said.add("%s saw two goals of generation %d"
                        .formatted(
                                conflict.path("device").asString(),
                                conflict.path("generation").asLong())));
        return said;
    }

    List<Figure> figures() {
        var struck = strikes.entrySet().stream()
                .map(one -> one.getValue() + " × " + one.getKey())
                .sorted()
                .collect(Collectors.joining(", "));
        return List.of(
                none(
                        "unfinished",
                        "rollouts that did not end FINISHED",
                        ledgers.stream().filter(ledger -> !ledger.finished()).count(),
                        "%d rollouts, seed %d: %s".formatted(ledgers.size(), plan.seed(), struck)),
                none(
                        "endless",
                        "devices without exactly one end",
                        ledgers.stream().mapToLong(one -> one.endless().size()).sum(),
                        "%,d deployments".formatted((long) ledgers.size() * plan.devices())),
                none(
                        "differing",
                        "counters that are not the count of the rows",
                        ledgers.stream()
                                .mapToLong(one -> one.differing().size())
                                .sum(),
                        "by the API: counts, and every device of the rollout"),
                none(
                        "conflicts",
                        "generations of which a device saw two goals",
                        goals.path("conflicts").size(),
                        "%,d goals at %,d devices"
                                .formatted(
                                        goals.path("goals").asLong(),
                                        goals.path("devices").asLong())),
                Figure.atMost(
                        "ready",
                        "slowest start to readiness after a strike",
                        List.of(slowest.toMillis() / 1e3),
                        "s",
                        READY_TARGET,
                        "on what was left, the database's recovery included"));
    }

    private static Figure none(String key, String what, long count, String how) {
        return Figure.atMost(key, what, List.of((double) count), "", 0, how);
    }
}
