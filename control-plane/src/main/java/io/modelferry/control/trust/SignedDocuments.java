package io.modelferry.control.trust;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.trust.WaitingDocuments.Place;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.trust.SignedModel;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Documents that people signed elsewhere: judged as a device will judge them, and then in effect at once, or not at all; or kept for the
 * others who must sign, too.
 */
@Service
@Transactional
class SignedDocuments {

    private final MetadataRows rows;
    private final Repository repository;
    private final Issue issue;
    private final Scrutiny scrutiny;
    private final Promotion promotion;
    private final WaitingDocuments waiting;
    private final AuditTrail audit;

    SignedDocuments(
            MetadataRows rows,
            Repository repository,
            Issue issue,
            Scrutiny scrutiny,
            Promotion promotion,
            WaitingDocuments waiting,
            AuditTrail audit) {
        this.rows = rows;
        this.repository = repository;
        this.issue = issue;
        this.scrutiny = scrutiny;
        this.promotion = promotion;
        this.waiting = waiting;
        this.audit = audit;
    }

    /** Takes the next targets, or one more signature on them. Once enough have signed, what waited and stands in them is told. */
    void takeTargets(byte[] document) {
        rows.hold();
        var signed = waiting.joined(Place.TARGETS, read(document, Targets.class, "targets"), Targets.class);
        requireNext(Metadata.TARGETS, signed);
        var root = issue.root();
        Scrutiny.requireASignature(signed, root);
        var added = scrutiny.judged(signed.body());
        var quorum = SigningDesk.quorum(root, signed);
        if (!quorum.met()) {
            await(Place.TARGETS, signed, Targets.class, root, List.of(quorum));
            return;
        }
        install(signed, added);
        waiting.remove(Place.TARGETS);
        settle();
        audit.record("trust.targets-signed", "trust", Metadata.TARGETS, facts(signed));
    }

    /**
     * Takes the next root, or the first one, or one more signature on it.
     *
     * @param next targets that hold under it, null if the current ones do, or if they wait already
     */
    void takeRoot(byte[] document, byte @Nullable [] next) {
        rows.hold();
        var root = waiting.joined(Place.ROOT, read(document, Root.class, "root"), Root.class);
        requireNext(Metadata.ROOT, root);
        scrutiny.requireRoot(current(), root);
        var beside = beside(root, next);
        var quorums = new ArrayList<>(SigningDesk.rootQuorums(current(), root));
        beside.ifPresent(targets -> quorums.add(SigningDesk.quorum(root.body(), targets)));
        if (!quorums.stream().allMatch(Quorum::met)) {
            beside.ifPresentOrElse(
                    targets -> waiting.keep(Place.ROOT_TARGETS, targets, Targets.class),
                    () -> waiting.remove(Place.ROOT_TARGETS));
            await(Place.ROOT, root, Root.class, root.body(), quorums);
            return;
        }
        issue.root(root);
        beside.ifPresentOrElse(
                targets -> install(targets, scrutiny.judged(targets.body())), () -> issue.snapshot(Map.of()));
        waiting.remove(Place.ROOT);
        waiting.remove(Place.ROOT_TARGETS);
        settle();
        audit.record("trust.root-signed", "trust", Metadata.ROOT, facts(root));
    }

    private Optional<Root> current() {
        return rows.newest(Metadata.ROOT, Root.class).map(Signed::body);
    }

    /** Targets that take effect with the root; empty if those that stand hold under it. */
    private Optional<Signed<Targets>> beside(Signed<Root> root, byte @Nullable [] next) {
        var there = waiting.find(Place.ROOT, Root.class)
                .filter(root::saysTheSameAs)
                .flatMap(same -> waiting.find(Place.ROOT_TARGETS, Targets.class));
        if (next == null && there.isEmpty()) {
            requireStandingTargetsHold(root);
            return Optional.empty();
        }
        var targets = next == null
                ? there.get()
                : waiting.joined(Place.ROOT_TARGETS, read(next, Targets.class, "targets"), Targets.class);
        requireNext(Metadata.TARGETS, targets);
        Scrutiny.requireASignature(targets, root.body());
        var unused = scrutiny.judged(targets.body());
        return Optional.of(targets);
    }

    private void requireStandingTargetsHold(Signed<Root> root) {
        rows.newest(Metadata.TARGETS, Targets.class)
                .filter(targets -> !SigningDesk.quorum(root.body(), targets).met())
                .ifPresent(targets -> {
                    throw Refusal.conflict(
                            "targets-do-not-hold",
                            "root: the current targets are not signed by its targets keys. Send targets %d with it, signed by them."
                                    .formatted(targets.body().version() + 1));
                });
    }

    /** Keeps it until the others have signed, too. */
    private <T extends Metadata> void await(
            Place place, Signed<T> document, Class<T> type, Root root, List<Quorum> quorums) {
        waiting.keep(place, document, type);
        issue.keep(root, place.role(), document);
        audit.record(
                "trust." + place.role() + "-cosigned",
                "trust",
                place.role(),
                Map.of("version", document.body().version(), "signatures", Signing.words(quorums)));
    }

    private static Map<String, ?> facts(Signed<?> document) {
        return Map.of("version", document.body().version(), "sha256", document.sha256());
    }

    private static <T extends Metadata> Signed<T> read(byte[] document, Class<T> type, String field) {
        try {
            return Signed.read(document, type);
        } catch (MalformedMessage malformed) {
            throw Refusal.invalid("invalid-metadata", field + ": " + malformed.getMessage())
                    .about(field);
        }
    }

    private void requireNext(String role, Signed<?> document) {
        var current = rows.version(role);
        if (document.body().version() != current + 1) {
            throw Refusal.conflict(
                    "stale-metadata",
                    "%s: version %d is in effect, so %d is next, not %d. Fetch again and sign that."
                            .formatted(
                                    role, current, current + 1, document.body().version()));
        }
        if (!issue.now().isBefore(document.body().expires())) {
            throw Scrutiny.refused(role, "it ended at " + document.body().expires() + ". Fetch again and sign that.");
        }
    }

    private void install(Signed<Targets> next, List<SignedModel> added) {
        repository.install(next, added);
        issue.deltas();
    }

    /** Whether targets that some have signed may still take effect: nothing that was asked for then is gone. */
    boolean mayStillHold(Signed<Targets> begun) {
        try {
            Scrutiny.requireASignature(begun, issue.root());
            var unused = scrutiny.judged(begun.body());
            return true;
        } catch (Refusal gone) {
            return false;
        }
    }

    private void settle() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                promotion.settle();
            }
        });
    }
}
