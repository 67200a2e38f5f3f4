package io.modelferry.control.dashboards;

import io.modelferry.protocol.ModelName;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What dashboards find, retained, on {@code fleet/v1/stats/fleet}. Described in docs/telemetry.md and
 * docs/schemas/fleet-summary.schema.json.
 *
 * @param schema 1
 * @param running by attested digest, most devices first, at most {@value FleetGauges#VERSIONS} versions
 * @param rollouts that are not over, by state
 */
record FleetSummary(int schema, Instant at, Devices devices, List<Running> running, Map<String, Long> rollouts) {

    static final int SCHEMA = 1;

    record Devices(long total, long online) {}

    /** @param version {@code unknown} for a file that was never published here */
    record Running(ModelName model, String version, long devices) {}
}
