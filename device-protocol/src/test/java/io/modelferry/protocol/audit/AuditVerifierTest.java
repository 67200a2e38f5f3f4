package io.modelferry.protocol.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.protocol.audit.AuditVerifier.Fault;
import io.modelferry.protocol.audit.AuditVerifier.Verdict;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.trust.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AuditVerifierTest {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456Z");

    private final SigningKey key = SigningKey.generate();
    private final List<AuditRecord> chain = chain(20);

    private static List<AuditRecord> chain(int length) {
        var chain = new ArrayList<AuditRecord>();
        var hash = AuditRecord.GENESIS;
        for (var seq = 1; seq <= length; seq++) {
            var next = entry(seq, "rollout.paused").after(hash);
            chain.add(next);
            hash = next.hash();
        }
        return chain;
    }

    private static AuditRecord entry(long seq, String action) {
        return new AuditRecord(seq, seq + 100, AT, "ada", "192.0.2.7", action, "rollout", "r" + seq, "{}", "");
    }

    private Envelope checkpoint(int seq) {
        return new AuditCheckpoint(seq, chain.get(seq - 1).hash(), AT).signed(key);
    }

    private Verdict verdict(List<Envelope> checkpoints, List<AuditRecord> entries) {
        var verifier = new AuditVerifier(key.publicHalf());
        checkpoints.forEach(verifier::checkpoint);
        entries.forEach(verifier::entry);
        return verifier.verdict();
    }

    /** The hash by hand, with another program: {@code printf … | sha256sum} over the netstrings. */
    @Test
    void hashesAsTheFormatSays() {
        assertThat(entry(1, "rollout.paused").after(AuditRecord.GENESIS).hash())
                .isEqualTo("a8de87d42fbf2f64f2af4b4c7abb3aa6c31cc18ef25e13d03fb67069fd83af22");
    }

    @Test
    void believesAChainThatNobodyTouched() {
        assertThat(verdict(List.of(checkpoint(10), checkpoint(20)), chain))
                .isEqualTo(new Verdict(20, 2, AT, List.of()));
    }

    @Test
    void namesAnEntryThatWasChanged() {
        var changed = new ArrayList<>(chain);
        var old = chain.get(6);
        changed.set(
                6,
                new AuditRecord(
                        7,
                        old.id(),
                        AT,
                        "eve",
                        old.address(),
                        old.action(),
                        old.objectType(),
                        old.objectId(),
                        old.details(),
                        old.hash()));

        assertThat(verdict(List.of(), changed).faults()).extracting(Fault::seq).containsExactly(7L);
    }

    @Test
    void namesTheNextWhenTheChangedOneWasHashedAnew() {
        var changed = new ArrayList<>(chain);
        changed.set(6, entry(7, "rollout.resumed").after(chain.get(5).hash()));

        assertThat(verdict(List.of(), changed).faults()).extracting(Fault::seq).containsExactly(8L);
    }

    @Test
    void aChainRewrittenToItsEndIsFoundByACheckpoint() {
        var rewritten = new ArrayList<>(chain.subList(0, 6));
        var hash = chain.get(5).hash();
        for (var seq = 7; seq <= 20; seq++) {
            var forged = entry(seq, "rollout.resumed").after(hash);
            rewritten.add(forged);
            hash = forged.hash();
        }

        assertThat(verdict(List.of(), rewritten).faults()).isEmpty();
        assertThat(verdict(List.of(checkpoint(5), checkpoint(10)), rewritten).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.seq()).isEqualTo(10))
                .satisfies(fault -> assertThat(fault.what()).contains("rewritten"));
    }

    @Test
    void namesWhatIsMissingInTheMiddleAndAtTheEnd() {
        var without = new ArrayList<>(chain);
        without.remove(6);
        assertThat(verdict(List.of(), without).faults()).containsExactly(new Fault(7, "is missing"));

        assertThat(verdict(List.of(checkpoint(20)), chain.subList(0, 15)).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.seq()).isEqualTo(16))
                .satisfies(fault -> assertThat(fault.what()).contains("up to 20", "the checkpoint of"));
    }

    @Test
    void namesEntriesInAnotherOrder() {
        var turned = new ArrayList<>(chain);
        turned.set(6, chain.get(7));
        turned.set(7, chain.get(6));

        assertThat(verdict(List.of(), turned).faults()).extracting(Fault::seq).contains(7L);
    }

    @Test
    void aCheckpointByAnotherKeyIsNotBelieved() {
        var forged = new AuditCheckpoint(20, "00", AT).signed(SigningKey.generate());

        assertThat(verdict(List.of(forged), chain).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.what()).contains("not to be believed"));
    }
}
