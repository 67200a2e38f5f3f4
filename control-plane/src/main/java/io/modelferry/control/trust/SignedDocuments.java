package io.modelferry.control.trust;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.security.KeyFiles;
import io.modelferry.control.security.Signers;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.trust.ModelTarget;
import io.modelferry.protocol.trust.SignedModel;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.TargetFile;
import io.modelferry.protocol.tuf.Targets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Documents that people signed elsewhere: judged as a device will judge them, and then in effect at once, or not at all. */
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
    private final AuditTrail audit;

    SignedDocuments(
            MetadataRows rows,
            TargetRows targets,
            Repository repository,
            Issue issue,
            KeyFiles keys,
            Signers signers,
            Promotion promotion,
            AuditTrail audit) {
        this.rows = rows;
        this.targets = targets;
        this.repository = repository;
        this.issue = issue;
        this.keys = keys;
        this.signers = signers;
        this.promotion = promotion;
        this.audit = audit;
    }

    /** Takes the next targets; what waited and stands in them is told. */
    void takeTargets(byte[] document) {
        rows.hold();
        var signed = read(document, Targets.class, "targets");
        install(signed);
        settle();
        audit.record("trust.targets-signed", "trust", Metadata.TARGETS, facts(signed));
    }

    /**
     * Takes the next root, or the first one.
     *
     * @param next targets that hold under it, null if the current ones do
     */
    void takeRoot(byte[] document, byte @Nullable [] next) {
        rows.hold();
        var root = read(document, Root.class, "root");
        requireNext(Metadata.ROOT, root);
        requireRoot(root);
        issue.root(root);
        if (next != null) {
            install(read(next, Targets.class, "targets"));
        } else {
            rows.newest(Metadata.TARGETS, Targets.class)
                    .filter(current -> !holds(current, root.body()))
                    .ifPresent(current -> {
                        throw Refusal.conflict(
                                "targets-do-not-hold",
                                "root: the current targets are not signed by its targets keys. Send targets %d with it, signed by them."
                                        .formatted(current.body().version() + 1));
                    });
            issue.snapshot(Map.of());
        }
        settle();
        audit.record("trust.root-signed", "trust", Metadata.ROOT, facts(root));
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

    // TUF 5.3.4: by the keys of the root before, and by its own
    private void requireRoot(Signed<Root> next) {
        var own = next.body();
        var proven = next.isSignedBy(own.role(Metadata.ROOT), own.keys())
                && rows.newest(Metadata.ROOT, Root.class)
                        .map(Signed::body)
                        .filter(before -> !next.isSignedBy(before.role(Metadata.ROOT), before.keys()))
                        .isEmpty();
        if (!proven) {
            throw refused("root", "it must be signed by the root keys of the version before, and by its own.");
        }
        if (!own.consistentSnapshot()) {
            throw refused("root", "consistent_snapshot must be true.");
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

    private void install(Signed<Targets> next) {
        requireNext(Metadata.TARGETS, next);
        if (!holds(next, issue.root())) {
            throw refused(
                    "targets",
                    "they must be signed by the targets keys of root "
                            + issue.root().version() + ".");
        }
        requireOurKeys(next.body());
        repository.install(next, added(next.body()));
        issue.deltas();
    }

    private static boolean holds(Signed<Targets> targets, Root root) {
        return targets.isSignedBy(root.role(Metadata.TARGETS), root.keys());
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
        var waiting = new HashSet<>(targets.waiting());
        var added = new ArrayList<SignedModel>();
        known.forEach((path, model) -> {
            if (!next.targets().containsKey(path) && !waiting.contains(model)) {
                throw refused(
                        "targets",
                        "'%s' is signed and missing here. Delete the version instead (ferry model rm)."
                                .formatted(path));
            }
            if (next.targets().containsKey(path) && waiting.contains(model)) {
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
