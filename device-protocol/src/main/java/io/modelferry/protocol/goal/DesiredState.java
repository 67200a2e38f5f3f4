package io.modelferry.protocol.goal;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.modelferry.protocol.DeviceId;
import java.time.Instant;
import java.util.List;

/**
 * The goal of one device: every model it should run. Sent whole, never as a difference; a newer goal replaces an older one,
 * whatever the device is doing (cancel and supersede are just that).
 *
 * @param generation monotone per device; a goal whose generation is not above the last accepted one is ignored
 * @param notAfter the goal may not be acted on later than this; it never stops a model that runs already
 * @param targetsVersion the {@code version} of the TUF targets that name every digest in {@code models}; a device whose trusted
 *     targets are older refreshes its metadata first
 */
public record DesiredState(
        DeviceId device,
        long generation,
        Instant issuedAt,
        Instant notAfter,
        @JsonAlias("versionList") long targetsVersion, // so it was called in states that devices keep
        List<DesiredModel> models) {

    public static final String PAYLOAD_TYPE = "application/vnd.modelferry.desired-state+json";

    public DesiredState {
        models = List.copyOf(models);
    }
}
