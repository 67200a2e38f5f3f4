package io.modelferry.control.telemetry;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What dashboards find, retained, on {@code fleet/v1/stats/<model>/<version>}. Described in docs/telemetry.md.
 *
 * @param schema 1
 * @param at when it was computed; windows that started in the {@code seconds} before it are in it
 * @param accuracy correct / labelled, 0…1; null without labels
 */
public record FleetStats(
        int schema,
        ModelName model,
        VersionName version,
        Instant at,
        long seconds,
        int devices,
        long inferences,
        long errors,
        long rejected,
        long failedInSwap,
        long labelled,
        long correct,
        @Nullable Double accuracy,
        LatencyMicros latencyMicros) {

    public static final int SCHEMA = 1;

    /** 0 without inferences. */
    public record LatencyMicros(long p50, long p95, long p99) {}
}
