package io.modelferry.control.fleet;

import io.modelferry.protocol.DeviceId;
import java.time.Instant;
import java.util.Collection;

/** Hears from other rooms that devices are there: what they send need not say so. */
public interface Sightings {

    /** In the caller's transaction. Written at most once a minute a device; who was taken for silent is online again. */
    void heardOf(Collection<DeviceId> devices, Instant at);
}
