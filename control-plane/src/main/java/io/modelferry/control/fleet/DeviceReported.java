package io.modelferry.control.fleet;

import io.modelferry.protocol.DeviceId;

/** A device enrolled, came back, or reported other digests than before. Published in the transaction that stored it. */
public record DeviceReported(DeviceId device, Kind kind) {

    /** What changed. */
    public enum Kind {
        ENROLLED,
        ONLINE,
        OFFLINE,
        RUNNING_CHANGED,
        DECOMMISSIONED
    }
}
