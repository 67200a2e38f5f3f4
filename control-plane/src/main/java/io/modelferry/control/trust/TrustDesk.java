package io.modelferry.control.trust;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.ModelferryConfiguration.Trust.Place;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.security.KeyFiles;
import io.modelferry.control.security.Signers;
import io.modelferry.control.trust.MetadataRows.Standing;
import io.modelferry.control.trust.PendingTargets.Waiting;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.trust.SignedModel;
import io.modelferry.protocol.tuf.Delegation;
import io.modelferry.protocol.tuf.Delegations;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Tells people what waits for them, and makes keys that they then put into documents. */
@Service
@Transactional
class TrustDesk {

    private static final List<String> ONLINE = List.of(Metadata.SNAPSHOT, Metadata.TIMESTAMP);

    private final MetadataRows rows;
    private final TargetRows targets;
    private final NextTargets next;
    private final Issue issue;
    private final SignedDocuments documents;
    private final WaitingDocuments waiting;
    private final SigningDesk signing;
    private final KeyFiles keys;
    private final Signers signers;
    private final AuditTrail audit;
    private final Place place;

    TrustDesk(
            MetadataRows rows,
            TargetRows targets,
            NextTargets next,
            Issue issue,
            SignedDocuments documents,
            WaitingDocuments waiting,
            SigningDesk signing,
            KeyFiles keys,
            Signers signers,
            AuditTrail audit,
            ModelferryConfiguration configuration) {
        this.rows = rows;
        this.targets = targets;
        this.next = next;
        this.issue = issue;
        this.documents = documents;
        this.waiting = waiting;
        this.signing = signing;
        this.keys = keys;
        this.signers = signers;
        this.audit = audit;
        this.place = configuration.trust().targets();
    }

    /** What some have signed already stays as it is until it is signed by all who must: what came meanwhile waits for the next. */
    PendingTargets pending() {
        var files = targets.waiting();
        var begun = waiting.find(WaitingDocuments.Place.TARGETS, Targets.class).filter(documents::mayStillHold);
        var document = begun.orElseGet(() ->
                Signed.of(next.compose(rows.version(Metadata.TARGETS) + 1, issue.now()), List.of()));
        var body = document.body();
        var reasons = reasons(files, body, begun.isPresent());
        var root = waiting.find(WaitingDocuments.Place.ROOT, Root.class);
        var rootTargets = root.flatMap(any -> waiting.find(WaitingDocuments.Place.ROOT_TARGETS, Targets.class));
        return new PendingTargets(
                !reasons.isEmpty(),
                reasons,
                body.version(),
                body.expires(),
                document.bytes(),
                files.stream().map(Waiting::of).toList(),
                root.map(Signed::bytes).orElse(null),
                rootTargets.map(Signed::bytes).orElse(null),
                signing.all());
    }

    private List<String> reasons(List<SignedModel> waiting, Targets next, boolean begun) {
        var reasons = new ArrayList<String>();
        if (begun) {
            reasons.add("somebody has signed them, and not enough have");
        }
        var unsigned = waiting.stream().filter(file -> !targets.isSigned(file)).toList();
        if (!unsigned.isEmpty()) {
            reasons.add(unsigned.size() + " model files wait");
        }
        waiting.stream()
                .filter(targets::isSigned)
                .map(file -> "the floor of %s rises to release %d".formatted(file.model(), file.minCounter()))
                .distinct()
                .forEach(reasons::add);
        var current = rows.newest(Metadata.TARGETS, Targets.class).map(Signed::body);
        if (current.isEmpty()) {
            reasons.add("there are no signed targets yet");
        } else if (!next.targets().keySet().containsAll(current.get().targets().keySet())) {
            reasons.add("files of deleted versions are still signed");
        } else if (!keysOf(next).entrySet().containsAll(keysOf(current.get()).entrySet())) {
            reasons.add("the server has new keys for goals or deltas");
        }
        standing(Metadata.TARGETS)
                .filter(one -> Life.of(Metadata.TARGETS).isDue(one.signed(), issue.now()))
                .ifPresent(one -> reasons.add("the current targets end at " + one.expires()));
        return reasons;
    }

    private static Map<String, List<String>> keysOf(Targets targets) {
        return roles(targets.delegations())
                .collect(Collectors.toMap(Delegation::name, role -> role.keys().keyids()));
    }

    private static Stream<Delegation> roles(@Nullable Delegations delegations) {
        return delegations == null ? Stream.empty() : delegations.roles().stream();
    }

    private Optional<Standing> standing(String role) {
        return rows.standings().stream().filter(one -> one.role().equals(role)).findFirst();
    }

    void makeKey(String role) {
        rows.hold();
        if (role.equals(GoalKeys.ROLE)) {
            signers.makeNext();
        } else if (isMadeHere(role)) {
            var unused = keys.nextOf(role);
        } else {
            throw Refusal.invalid(
                            "no-online-role",
                            "role: the server makes keys for %s, %s and %s; those of root and targets are made by 'ferry keys'."
                                    .formatted(String.join(", ", ONLINE), NextTargets.DELTAS, GoalKeys.ROLE))
                    .about("role");
        }
        audit.record("trust.key-made", "trust", role, Map.of("role", role));
        if (place == Place.EMBEDDED) {
            takeOver(role);
        }
    }

    private boolean isMadeHere(String role) {
        return ONLINE.contains(role)
                || role.equals(NextTargets.DELTAS)
                || (place == Place.EMBEDDED && Metadata.TOP_LEVEL.contains(role));
    }

    /** Where every key lies here, nobody else has to sign for the new one. */
    private void takeOver(String role) {
        var root = issue.root();
        if (!Metadata.TOP_LEVEL.contains(role)) {
            var body = next.compose(rows.version(Metadata.TARGETS) + 1, issue.now());
            documents.takeTargets(Signed.of(body, issue.signers(Metadata.TARGETS, root.role(Metadata.TARGETS)))
                    .bytes());
            return;
        }
        var key = keys.nextOf(role);
        var body = root.next(Life.of(Metadata.ROOT).endFrom(issue.now()), role, List.of(Key.of(key.publicHalf())), 1);
        var signers = new ArrayList<>(issue.signers(Metadata.ROOT, root.role(Metadata.ROOT)));
        signers.addAll(issue.signers(Metadata.ROOT, body.role(Metadata.ROOT)));
        var targets = role.equals(Metadata.TARGETS)
                ? Signed.of(next.compose(rows.version(Metadata.TARGETS) + 1, issue.now()), List.of(key))
                        .bytes()
                : null;
        documents.takeRoot(Signed.of(body, signers).bytes(), targets);
    }
}
