package io.modelferry.cli.verb;

import io.modelferry.cli.server.ControlPlaneClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Whether everything that follows from a publication has happened.
 *
 * @param page variants, their open runs, and which class of devices gets which
 * @param isSettled every recipe has ended and no delta is still computed
 */
public record VersionReadiness(JsonNode page, List<JsonNode> deltas, boolean isSettled, Duration waited) {

    private static final long ASK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    public VersionReadiness {
        deltas = List.copyOf(deltas);
    }

    /**
     * Asks until it is settled or {@code atMost} is over.
     *
     * @param seen told every answer about the variants
     */
    public static VersionReadiness await(
            ControlPlaneClient server, String versionPath, Duration atMost, Consumer<JsonNode> seen) {
        var began = System.nanoTime();
        while (true) {
            var now = ask(server, versionPath, Duration.ofNanos(System.nanoTime() - began));
            seen.accept(now.page());
            if (now.isSettled()
                    || now.waited().compareTo(atMost) >= 0
                    || Thread.currentThread().isInterrupted()) {
                return now;
            }
            LockSupport.parkNanos(ASK_EVERY_NANOS);
        }
    }

    public List<JsonNode> variants() {
        return page.path("items").valueStream().toList();
    }

    private static VersionReadiness ask(ControlPlaneClient server, String versionPath, Duration waited) {
        var page = server.get(versionPath + "/variants");
        var deltas = server.get(versionPath + "/deltas");
        var items = deltas.isArray() ? deltas : deltas.path("items");
        var variants = page.path("items").valueStream().toList();
        var settled = !variants.isEmpty()
                && variants.stream().noneMatch(v -> Fields.text(v, "status").equals("RUNNING"))
                && page.path("settled").asBoolean(true)
                && deltas.path("settled").asBoolean(true);
        return new VersionReadiness(page, items.valueStream().toList(), settled, waited);
    }
}
