package io.modelferry.control.security;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far the audit trail is tied together and signed, and whether it still is what was written. */
public interface AuditSeal {

    /** Without looking at the entries. */
    Standing standing();

    /** Looks at every entry. */
    Verdict walk();

    /**
     * @param entries in the chain
     * @param outside entries that have no place in it yet: it takes about a second
     * @param signedUpTo place of the last entry that a checkpoint covers; 0 before the first
     * @param signedAt null before the first
     */
    record Standing(
            long entries,
            long outside,
            long signedUpTo,
            @Nullable Instant signedAt) {}

    /** @param faults each names its place; none if nothing was changed or removed */
    record Verdict(long entries, List<String> faults) {

        public Verdict {
            faults = List.copyOf(faults);
        }
    }
}
