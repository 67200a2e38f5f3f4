package io.modelferry.protocol.goal;

import io.modelferry.protocol.DeviceId;
import java.time.Instant;
import java.util.List;

/**
 * The goal of one device: every model it should run. Sent whole, never as a difference; a newer goal replaces an older one,
 * whatever the device is doing (cancel and supersede are just that).
 *
 * @param generation monotone per device; a goal whose generation is not above the last accepted one is ignored
 * @param notAfter the goal may not be acted on later than this; it never stops a model that runs already
 * @param versionList the {@code version} of the signed list of versions that names every digest in {@code models}; a device
 *     that holds an older list fetches it first
 */
public record DesiredState(
        DeviceId device,
        long generation,
        Instant issuedAt,
        Instant notAfter,
        long versionList,
        List<DesiredModel> models) {

    public static final String PAYLOAD_TYPE = "application/vnd.modelferry.desired-state+json";

    public DesiredState {
        models = List.copyOf(models);
    }
}
