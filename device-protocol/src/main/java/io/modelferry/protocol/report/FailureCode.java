package io.modelferry.protocol.report;

import static io.modelferry.protocol.report.FailureCode.Remedy.*;

/** Why an update did not happen: stable codes, each with one remedy. Never renamed, never reused. */
public enum FailureCode {
    NETWORK(RETRY),
    TIMEOUT(RETRY),
    INTERRUPTED(RETRY),
    DISK_LOW(RETRY),
    STORAGE_FAILED(RETRY),
    OUTBOX_FULL(RETRY),
    BASE_MISMATCH(FULL_DOWNLOAD),
    DELTA_MALFORMED(FULL_DOWNLOAD),
    RESULT_MISMATCH(FULL_DOWNLOAD),
    DIGEST_MISMATCH(RETRY),
    METADATA_REFUSED(RETRY),
    FALLBACK_FORBIDDEN(REFUSE),
    UNSIGNED_TARGET(REFUSE),
    BAD_SIGNATURE(REFUSE),
    GOAL_EXPIRED(REFUSE),
    WRONG_DEVICE(REFUSE),
    BELOW_FLOOR(REFUSE),
    INCOMPATIBLE(REFUSE),
    QUARANTINED(REFUSE),
    EXTERNAL_DATA(REFUSE),
    LOAD_FAILED(REFUSE),
    ACCEPTANCE_FAILED(REFUSE),
    PROBE_CRASHED(REFUSE),
    UNHEALTHY(REFUSE),
    CRASH_LOOP(REFUSE),
    INTERNAL(HALT);

    /** What helps. */
    public enum Remedy {
        /** Try again later; nothing is wrong with the goal. */
        RETRY,
        /** The delta is no use here: the full file, where policy allows it. */
        FULL_DOWNLOAD,
        /** Trying again cannot help: a newer goal must come. */
        REFUSE,
        /** Stop and let someone look. */
        HALT
    }

    private final Remedy remedy;

    FailureCode(Remedy remedy) {
        this.remedy = remedy;
    }

    public Remedy remedy() {
        return remedy;
    }
}
