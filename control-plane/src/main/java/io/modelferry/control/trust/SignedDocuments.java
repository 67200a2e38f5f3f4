package io.modelferry.control.trust;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.security.KeyFiles;
import io.modelferry.control.security.Signers;
import io.modelferry.control.trust.WaitingDocuments.Place;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.trust.KeyHolders;
import io.modelferry.protocol.trust.ModelTarget;
import io.modelferry.protocol.trust.SignedModel;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.TargetFile;
import io.modelferry.protocol.tuf.Targets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    private final TargetRows targets;
    private final Repository repository;
    private final Issue issue;
    private final KeyFiles keys;
    private final Signers signers;
    private final Promotion promotion;
    private final WaitingDocuments waiting;
    private final AuditTrail audit;

    SignedDocuments(
            MetadataRows rows,
            TargetRows targets,
            Repository repository,
            Issue issue,
            KeyFiles keys,
            Signers signers,
            Promotion promotion,
            WaitingDocuments waiting,
            AuditTrail audit) {
        this.rows = rows;
        this.targets = targets;
        this.repository = repository;
        this.issue = issue;
        this.keys = keys;
        this.signers = signers;
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
        requireASignature(signed, root);
        var added = judged(signed.body());
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
        requireRoot(root);
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
        beside.ifPresentOrElse(targets -> install(targets, judged(targets.body())), () -> issue.snapshot(Map.of()));
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
        requireASignature(targets, root.body());
        var unused = judged(targets.body());
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
            throw refused(role, "it ended at " + document.body().expires() + ". Fetch again and sign that.");
        }
    }

    // TUF 5.3.4: by the keys of the root before, and by its own; here by one of them at least, who asks the others
    private void requireRoot(Signed<Root> next) {
        var own = next.body();
        if (SigningDesk.signers(current().orElse(own), Metadata.ROOT, next).isEmpty()) {
            throw refused("root", "it must be signed by the root keys of the version before, and by its own.");
        }
        if (!own.consistentSnapshot()) {
            throw refused("root", "consistent_snapshot must be true.");
        }
        requireHolders(own);
        for (var role : Metadata.TOP_LEVEL) {
            requireEnoughKeys(role, own.role(role));
        }
        for (var role : List.of(Metadata.SNAPSHOT, Metadata.TIMESTAMP)) {
            var here = own.role(role).keyids().stream()
                    .filter(id -> keys.find(role, id).isPresent())
                    .count();
            if (here < own.role(role).threshold()) {
                throw refused("root", "it names no key of this server for " + role + ". GET /api/v1/trust shows them.");
            }
        }
    }

    private static void requireHolders(Root root) {
        try {
            var unused = KeyHolders.of(root);
        } catch (MalformedMessage malformed) {
            throw refused("root", malformed.getMessage() + ".");
        }
    }

    private static void requireEnoughKeys(String role, RoleKeys named) {
        if (named.keyids().size() < named.threshold()) {
            throw refused(
                    "root",
                    "%s asks for %d signatures and names %d keys: nobody could sign it."
                            .formatted(role, named.threshold(), named.keyids().size()));
        }
    }

    private static void requireASignature(Signed<Targets> targets, Root root) {
        if (SigningDesk.signers(root, Metadata.TARGETS, targets).isEmpty()) {
            throw refused("targets", "they must be signed by the targets keys of root " + root.version() + ".");
        }
    }

    private void install(Signed<Targets> next, List<SignedModel> added) {
        repository.install(next, added);
        issue.deltas();
    }

    /** Whether targets that some have signed may still take effect: nothing that was asked for then is gone. */
    boolean mayStillHold(Signed<Targets> begun) {
        try {
            requireASignature(begun, issue.root());
            var unused = judged(begun.body());
            return true;
        } catch (Refusal gone) {
            return false;
        }
    }

    /** @return the model files that are signed with it for the first time */
    private List<SignedModel> judged(Targets next) {
        requireOurKeys(next);
        return added(next);
    }

    /** Else nobody could sign goals or deltas from then on. */
    private void requireOurKeys(Targets next) {
        try {
            var named = GoalKeys.of(next).keys().stream().map(key -> key.id()).toList();
            if (!named.contains(signers.goalKey().id())
                    && !named.contains(signers.nextGoalKey().id())) {
                throw refused("targets", "the delegation goals names no key of this server.");
            }
        } catch (MalformedMessage malformed) {
            throw refused("targets", malformed.getMessage() + ".");
        }
    }

    /** What waited until now. Everything that was signed must still be there: a version is taken back by a recall. */
    private List<SignedModel> added(Targets next) {
        var known = targets.models().stream().collect(Collectors.toMap(ModelTarget::path, Function.identity()));
        next.targets().forEach((path, file) -> {
            if (!isAsAsked(known.get(path), path, file)) {
                throw refused("targets", "'%s' is not what this server asked to be signed.".formatted(path));
            }
        });
        var unsigned = new HashSet<>(targets.waiting());
        var added = new ArrayList<SignedModel>();
        known.forEach((path, model) -> {
            if (!next.targets().containsKey(path) && !unsigned.contains(model)) {
                throw refused(
                        "targets",
                        "'%s' is signed and missing here. Delete the version instead (ferry model rm)."
                                .formatted(path));
            }
            if (next.targets().containsKey(path) && unsigned.contains(model)) {
                added.add(model);
            }
        });
        return added;
    }

    private static boolean isAsAsked(@Nullable SignedModel asked, String path, TargetFile file) {
        try {
            return asked != null && asked.equals(ModelTarget.read(path, file));
        } catch (MalformedMessage malformed) {
            return false;
        }
    }

    private static Refusal refused(String field, String why) {
        return Refusal.invalid("metadata-refused", field + ": " + why).about(field);
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
