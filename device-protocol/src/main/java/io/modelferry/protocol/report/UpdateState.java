package io.modelferry.protocol.report;

/** Where an update stands on a device. The order is the order of a device's life; a late lower state is history only. */
public enum UpdateState {
    /** The goal was verified and accepted, or cannot be yet: see {@link UpdateEvent#metadataWait}. */
    ASSIGNED,
    /** Bytes are on their way. */
    FETCHING,
    /** A delta is being applied. */
    PATCHING,
    /** The file is whole, its digest is the signed one, and it is durable. */
    VERIFIED,
    /** A session loaded it and the acceptance set passed. */
    PROBED,
    /** It answers inferences, on probation. */
    TRIAL,
    /** It passed probation. Terminal. */
    CONFIRMED,
    /** The device went back to the model it had. Terminal. */
    ROLLED_BACK,
    /** It was never served: see the failure code. Terminal. */
    FAILED;

    public boolean terminal() {
        return switch (this) {
            case CONFIRMED, ROLLED_BACK, FAILED -> true;
            case ASSIGNED, FETCHING, PATCHING, VERIFIED, PROBED, TRIAL -> false;
        };
    }
}
