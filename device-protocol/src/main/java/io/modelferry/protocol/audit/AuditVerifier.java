package io.modelferry.protocol.audit;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.trust.BadSignature;
import io.modelferry.protocol.trust.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chain once, whatever its length, and names every place at which it is not what it was. Checkpoints come first, then entries
 * in the order of their place.
 */
public final class AuditVerifier {

    private static final int MAX_FAULTS = 100;

    private final VerificationKey key;
    private final NavigableMap<Long, AuditCheckpoint> checkpoints = new TreeMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private long entries;
    private long last;
    private String hash = AuditRecord.GENESIS;
    private @Nullable Instant lastCheckpoint;

    /** @param key that checkpoints must be signed with */
    public AuditVerifier(VerificationKey key) {
        this.key = key;
    }

    /** @param seq the place in the chain; 0 if it is about the checkpoints themselves */
    public record Fault(long seq, String what) {}

    /**
     * @param entries walked
     * @param checkpoints that were signed as they should be
     * @param lastCheckpoint when the newest of them was made; null without any
     * @param faults the first hundred; empty if nothing was changed or removed as far as anybody can tell
     */
    public record Verdict(
            long entries, int checkpoints, @Nullable Instant lastCheckpoint, List<Fault> faults) {

        public Verdict {
            faults = List.copyOf(faults);
        }
    }

    public void checkpoint(Envelope signed) {
        try {
            var said = signed.open(AuditCheckpoint.PAYLOAD_TYPE, key, AuditCheckpoint.class);
            var before = checkpoints.putIfAbsent(said.seq(), said);
            if (before != null && !before.hash().equals(said.hash())) {
                fault(said.seq(), "two checkpoints say different hashes (%s, %s)".formatted(before.at(), said.at()));
            }
            lastCheckpoint = lastCheckpoint == null || said.at().isAfter(lastCheckpoint) ? said.at() : lastCheckpoint;
        } catch (BadSignature | MalformedMessage bad) {
            fault(0, "a checkpoint is not to be believed: " + bad.getMessage());
        }
    }

    public void entry(AuditRecord entry) {
        entries++;
        if (entry.seq() <= last) {
            fault(entry.seq(), "stands after entry %d".formatted(last));
            return;
        }
        if (entry.seq() != last + 1) {
            fault(last + 1, missing(last + 1, entry.seq() - 1));
        } else if (!entry.follows(hash)) {
            fault(entry.seq(), "is not what was written: it was changed, or the entry before it was and hashed anew");
        }
        last = entry.seq();
        hash = entry.hash();
        compare(entry);
    }

    private void compare(AuditRecord entry) {
        var said = checkpoints.get(entry.seq());
        if (said != null && !said.hash().equals(entry.hash())) {
            fault(
                    entry.seq(),
                    "the checkpoint of %s says another hash: entries up to here were rewritten".formatted(said.at()));
        }
    }

    /** After the last entry. */
    public Verdict verdict() {
        if (!checkpoints.isEmpty() && checkpoints.lastKey() > last) {
            var said = checkpoints.lastEntry().getValue();
            fault(last + 1, missing(last + 1, said.seq()) + "; the checkpoint of %s knew them".formatted(said.at()));
        }
        return new Verdict(entries, checkpoints.size(), lastCheckpoint, faults);
    }

    private static String missing(long first, long last) {
        return first == last ? "is missing" : "and all up to %d are missing".formatted(last);
    }

    private void fault(long seq, String what) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(new Fault(seq, what));
        }
    }
}
