package io.modelferry.control.security;

import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.audit.AuditLine;
import io.modelferry.protocol.audit.AuditRecord;
import io.modelferry.protocol.audit.AuditVerifier;
import io.modelferry.protocol.audit.AuditVerifier.Fault;
import io.modelferry.protocol.trust.VerificationKey;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What shows that nobody changed or removed an entry: the chain walked here, or handed out to be walked elsewhere. */
@Component
class AuditProof {

    private static final int PAGE = 1000;

    private final AuditChain chain;
    private final AuditCheckpoints checkpoints;
    private final InstantSource clock;

    AuditProof(AuditChain chain, AuditCheckpoints checkpoints, InstantSource clock) {
        this.chain = chain;
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    /**
     * @param entries in the chain
     * @param outside entries that have no place in it yet
     * @param lastCheckpoint null before the first
     * @param key that signs checkpoints
     */
    record Found(
            long entries,
            long outside,
            int checkpoints,
            @Nullable Instant lastCheckpoint,
            VerificationKey key,
            List<Fault> faults) {}

    Found verify() {
        chain.chain();
        var verifier = new AuditVerifier(checkpoints.key());
        checkpoints.all().forEach(verifier::checkpoint);
        walk(verifier::entry);
        var verdict = verifier.verdict();
        return new Found(
                verdict.entries(),
                chain.outside(),
                verdict.checkpoints(),
                verdict.lastCheckpoint(),
                checkpoints.key(),
                verdict.faults());
    }

    /** Signs a checkpoint first, so that the last entry of the export is covered by one. */
    void export(OutputStream out) throws IOException {
        checkpoints.sign();
        var lines = new BufferedOutputStream(out);
        write(lines, AuditLine.of(new AuditLine.Head(checkpoints.key(), clock.instant())));
        for (var checkpoint : checkpoints.all()) {
            write(lines, AuditLine.of(checkpoint));
        }
        walk(entry -> write(lines, AuditLine.of(entry)));
        lines.flush();
    }

    private interface Visitor<E extends Exception> {
        void see(AuditRecord entry) throws E;
    }

    private <E extends Exception> void walk(Visitor<E> visitor) throws E {
        for (var page = chain.after(0, PAGE);
                !page.isEmpty();
                page = chain.after(page.getLast().seq(), PAGE)) {
            for (var entry : page) {
                visitor.see(entry);
            }
        }
    }

    private static void write(OutputStream lines, AuditLine line) throws IOException {
        lines.write(ProtocolJson.write(line));
        lines.write('\n');
    }
}
