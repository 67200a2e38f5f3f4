package io.modelferry.cli.bench.agent;

import static io.modelferry.cli.bench.BenchJson.fields;

import io.modelferry.cli.bench.BenchJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * @param moments how many kills fell when the last event that had arrived said so
 * @param slowestBoot from a start to the first answer
 * @param events stored, each once
 * @param repeated arrivals of an event that was stored already
 * @param confirmed updates that reached their end in spite of it
 * @param violations in words; empty if every invariant held after every kill
 */
record KillResult(
        int kills,
        long seed,
        Map<String, Integer> moments,
        Duration slowestBoot,
        int events,
        int repeated,
        int confirmed,
        long mostDiskBytes,
        List<String> violations) {

    KillResult {
        moments = new TreeMap<>(moments);
        violations = List.copyOf(violations);
    }

    String text() {
        return "%d kills (seed %d), %s%nlast event before the kill: %s%nslowest start to an answer: %.1f s%n%s%nmost disk: %.1f MB%s"
                .formatted(
                        kills,
                        seed,
                        violations.isEmpty() ? "every invariant held after each" : violations.size() + " VIOLATIONS",
                        moments.entrySet().stream()
                                .map(moment -> moment.getKey() + " " + moment.getValue())
                                .collect(Collectors.joining(", ")),
                        slowestBoot.toMillis() / 1e3,
                        "%d events stored, %d came again, %d updates confirmed".formatted(events, repeated, confirmed),
                        mostDiskBytes / 1e6,
                        violations.stream()
                                .map(v -> System.lineSeparator() + "  " + v)
                                .collect(Collectors.joining()));
    }

    String json() {
        return BenchJson.written(fields(
                "kills", kills,
                "seed", seed,
                "lastEventBeforeKill", moments,
                "slowestBootSeconds", slowestBoot.toMillis() / 1e3,
                "events", events,
                "repeated", repeated,
                "confirmed", confirmed,
                "mostDiskBytes", mostDiskBytes,
                "violations", violations));
    }
}
