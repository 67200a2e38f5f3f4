package io.modelferry.control.trust;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.KeyFiles;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.trust.DeltaTarget;
import io.modelferry.protocol.trust.KeyHolders;
import io.modelferry.protocol.tuf.Delegation;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.JsonValue.Text;
import io.modelferry.protocol.tuf.MetaFile;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Metadata.Head;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Snapshot;
import io.modelferry.protocol.tuf.TargetFile;
import io.modelferry.protocol.tuf.Targets;
import io.modelferry.protocol.tuf.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Stores documents and signs what follows from them: of targets the snapshot, of the snapshot the timestamp. Always in a transaction that
 * holds the repository, so that versions have no gaps and no other writer comes between.
 */
@Component
class Issue {

    private static final Logger log = LoggerFactory.getLogger(Issue.class);

    private final MetadataRows rows;
    private final TargetRows targets;
    private final SignatureRows signatures;
    private final KeyFiles keys;
    private final InstantSource clock;

    Issue(MetadataRows rows, TargetRows targets, SignatureRows signatures, KeyFiles keys, InstantSource clock) {
        this.rows = rows;
        this.targets = targets;
        this.signatures = signatures;
        this.keys = keys;
        this.clock = clock;
    }

    /** @throws Refusal while there is none */
    Root root() {
        return rows.newest(Metadata.ROOT, Root.class).map(Signed::body).orElseThrow(Issue::noRoot);
    }

    static Refusal noRoot() {
        return new Refusal(
                HttpStatus.SERVICE_UNAVAILABLE,
                "no-root",
                "The fleet has no signed root yet: make one with 'ferry keys init --out DIR'.");
    }

    void root(Signed<Root> root) {
        store(Metadata.ROOT, root);
        keep(root.body(), Metadata.ROOT, root);
    }

    /** With the snapshot that lists them and its timestamp. */
    void targets(Signed<Targets> document) {
        store(Metadata.TARGETS, document);
        keep(root(), Metadata.TARGETS, document);
        snapshot(Map.of(Metadata.TARGETS, document));
    }

    /** Who has signed. */
    void keep(Root root, String role, Signed<?> document) {
        var signers = document.signers(root.role(role), root.keys());
        signatures.keep(role, document.body().version(), signers, KeyHolders.of(root), now());
    }

    /** Every role of deltas that the current targets delegate to, once more: their key is another, or their time is half over. */
    void deltas() {
        deltas(targets.modelsWithDeltas());
    }

    /** The models' roles of deltas, snapshot and timestamp. Where targets do not name a role yet, it waits for those that do. */
    void deltas(List<ModelName> models) {
        var current = rows.newest(Metadata.TARGETS, Targets.class).map(Signed::body);
        if (current.isEmpty()) {
            return;
        }
        var changed = new HashMap<String, Signed<?>>();
        for (var model : models) {
            delegation(current.get(), DeltaTarget.role(model))
                    .ifPresent(delegation -> changed.put(delegation.name(), signed(model, delegation)));
        }
        if (!changed.isEmpty()) {
            changed.forEach(this::store);
            snapshot(changed);
        }
    }

    private static Optional<Delegation> delegation(Targets targets, String role) {
        var delegations = targets.delegations();
        return delegations == null
                ? Optional.empty()
                : delegations.roles().stream()
                        .filter(one -> one.name().equals(role))
                        .findFirst();
    }

    private Signed<Targets> signed(ModelName model, Delegation delegation) {
        var files = targets.deltas(model).stream()
                .collect(Collectors.<DeltaHop, String, TargetFile>toMap(
                        hop -> DeltaTarget.path(model, hop), DeltaTarget::target));
        var body = new Targets(nextHead(delegation.name()), files, null, JsonObject.EMPTY);
        return Signed.of(body, signers(NextTargets.DELTAS, delegation.keys()));
    }

    /** The next one, which also lists these, and its timestamp. Nothing before the first targets. */
    void snapshot(Map<String, ? extends Signed<?>> changed) {
        var meta = new HashMap<>(rows.newest(Metadata.SNAPSHOT, Snapshot.class)
                .map(before -> before.body().meta())
                .orElse(Map.of()));
        changed.forEach((role, document) -> meta.put(MetaFile.pathOf(role), MetaFile.of(document)));
        if (meta.isEmpty()) {
            return;
        }
        var body = new Snapshot(nextHead(Metadata.SNAPSHOT), meta, JsonObject.EMPTY);
        var snapshot = Signed.of(body, signers(Metadata.SNAPSHOT, root().role(Metadata.SNAPSHOT)));
        store(Metadata.SNAPSHOT, snapshot);
        timestamp(snapshot);
    }

    /** The next one, of the snapshot that stands. */
    void timestamp() {
        rows.newest(Metadata.SNAPSHOT, Snapshot.class).ifPresent(this::timestamp);
    }

    private void timestamp(Signed<Snapshot> snapshot) {
        var issued = JsonObject.builder()
                .put("issued", new Text(now().truncatedTo(ChronoUnit.SECONDS).toString()))
                .build();
        var body = new Timestamp(nextHead(Metadata.TIMESTAMP), MetaFile.of(snapshot), issued);
        store(Metadata.TIMESTAMP, Signed.of(body, signers(Metadata.TIMESTAMP, root().role(Metadata.TIMESTAMP))));
    }

    Head nextHead(String role) {
        return new Head(rows.version(role) + 1, Life.of(role).endFrom(now()));
    }

    Instant now() {
        return clock.instant();
    }

    private void store(String role, Signed<?> document) {
        rows.add(role, document, now());
        var body = document.body();
        log.info("trust {} signed version={} expires={}", role, body.version(), body.expires());
    }

    /**
     * The keys of a role that lie here, as many as it asks for.
     *
     * @throws IllegalStateException if they do not
     */
    List<SigningKey> signers(String role, RoleKeys named) {
        var here = named.keyids().stream()
                .flatMap(id -> keys.find(role, id).stream())
                .limit(named.threshold())
                .toList();
        if (here.size() < named.threshold()) {
            throw new IllegalStateException(
                    "no key in %s signs for %s: its keys are %s".formatted(keys.file(role), role, named.keyids()));
        }
        return here;
    }
}
