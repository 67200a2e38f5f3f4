package io.modelferry.agent.rehearsal;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.trust.DeltaTarget;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.trust.ModelTarget;
import io.modelferry.protocol.trust.SignedModel;
import io.modelferry.protocol.tuf.Delegation;
import io.modelferry.protocol.tuf.Delegations;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.Key;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fleet's TUF repository in memory: one key for each role, everything signed as soon as it is said. Files under the names that devices
 * ask for; a timestamp is signed anew for each that asks.
 */
public final class RehearsalRepository {

    private final InstantSource clock;
    private final Duration lifetime;
    private final Map<String, byte[]> files = new HashMap<>();
    private final Map<String, TargetFile> models = new TreeMap<>();
    private final Map<ModelName, Map<String, TargetFile>> deltas = new TreeMap<>();
    private final Map<String, MetaFile> listed = new TreeMap<>();
    private final SigningKey targetsKey = SigningKey.generate();
    private final SigningKey deltasKey = SigningKey.generate();
    private SigningKey rootKey = SigningKey.generate();
    private SigningKey onlineKey = SigningKey.generate();
    private VerificationKey goalKey;
    private long rootVersion;
    private long targetsVersion;
    private long timestampVersion;
    private Signed<Snapshot> snapshot;

    /**
     * @param lifetime of every document from when it is signed
     * @param goalKey verifies goals
     */
    public RehearsalRepository(InstantSource clock, Duration lifetime, VerificationKey goalKey) {
        this.clock = clock;
        this.lifetime = lifetime;
        this.goalKey = goalKey;
        this.snapshot = Signed.of(new Snapshot(head(1), Map.of(), JsonObject.EMPTY), List.of(onlineKey));
        signRoot(rootKey);
        signTargets();
    }

    /** What devices are given at enrolment. */
    public synchronized byte[] firstRoot() {
        return file("1.root.json").orElseThrow();
    }

    public synchronized long targetsVersion() {
        return targetsVersion;
    }

    /** A model that devices may run from now on. */
    public synchronized void sign(SignedModel model) {
        models.put(ModelTarget.path(model), ModelTarget.target(model));
        deltas.computeIfAbsent(model.model(), _ -> new TreeMap<>());
        signTargets();
    }

    /** A delta that devices may use from now on. */
    public synchronized void sign(ModelName model, DeltaHop delta) {
        var ofModel = deltas.computeIfAbsent(model, _ -> new TreeMap<>());
        if (ofModel.put(DeltaTarget.path(model, delta), DeltaTarget.target(delta)) == null) {
            signDeltas(model, ofModel);
        }
    }

    /** Goals are signed by another key from now on. */
    public synchronized void rotateGoals(VerificationKey next) {
        goalKey = next;
        signTargets();
    }

    /** Another key for the root, and another for snapshot and timestamp. */
    public synchronized void rotateRoot() {
        var before = rootKey;
        rootKey = SigningKey.generate();
        onlineKey = SigningKey.generate();
        signRoot(before, rootKey);
        signSnapshot();
    }

    public synchronized Optional<byte[]> file(String name) {
        return name.equals("timestamp.json") ? Optional.of(timestamp()) : Optional.ofNullable(files.get(name));
    }

    private Head head(long version) {
        return new Head(version, now().plus(lifetime));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private void signRoot(SigningKey... signers) {
        rootVersion++;
        var online = only(onlineKey.publicHalf());
        var roles = Map.of(
                Metadata.ROOT,
                only(rootKey.publicHalf()),
                Metadata.TARGETS,
                only(targetsKey.publicHalf()),
                Metadata.SNAPSHOT,
                online,
                Metadata.TIMESTAMP,
                online);
        var keys = byId(rootKey.publicHalf(), targetsKey.publicHalf(), onlineKey.publicHalf());
        var root = new Root(head(rootVersion), true, keys, roles, JsonObject.EMPTY);
        put(rootVersion, Metadata.ROOT, Signed.of(root, List.of(signers)));
    }

    private void signTargets() {
        targetsVersion++;
        var roles = new ArrayList<Delegation>();
        roles.add(GoalKeys.delegation(only(goalKey)));
        deltas.keySet().forEach(model -> roles.add(DeltaTarget.delegation(model, only(deltasKey.publicHalf()))));
        var delegations = new Delegations(byId(goalKey, deltasKey.publicHalf()), roles, JsonObject.EMPTY);
        var targets = new Targets(head(targetsVersion), models, delegations, JsonObject.EMPTY);
        list(Metadata.TARGETS, Signed.of(targets, List.of(targetsKey)));
    }

    private void signDeltas(ModelName model, Map<String, TargetFile> files) {
        var role = DeltaTarget.role(model);
        var before = listed.get(MetaFile.pathOf(role));
        var targets = new Targets(head(before == null ? 1 : before.version() + 1), files, null, JsonObject.EMPTY);
        list(role, Signed.of(targets, List.of(deltasKey)));
    }

    private void list(String role, Signed<Targets> document) {
        put(document.body().version(), role, document);
        listed.put(MetaFile.pathOf(role), MetaFile.of(document));
        signSnapshot();
    }

    private void signSnapshot() {
        var version = snapshot.body().version() + 1;
        snapshot = Signed.of(new Snapshot(head(version), listed, JsonObject.EMPTY), List.of(onlineKey));
        put(version, Metadata.SNAPSHOT, snapshot);
    }

    private byte[] timestamp() {
        timestampVersion++;
        var issued = JsonObject.builder().put("issued", now().toString()).build();
        var timestamp = new Timestamp(head(timestampVersion), MetaFile.of(snapshot), issued);
        return Signed.of(timestamp, List.of(onlineKey)).bytes();
    }

    private void put(long version, String role, Signed<?> document) {
        files.put(version + "." + role + ".json", document.bytes());
    }

    private static RoleKeys only(VerificationKey key) {
        return new RoleKeys(List.of(Key.of(key)), 1);
    }

    private static Map<String, Key> byId(VerificationKey... keys) {
        return Stream.of(keys).map(Key::of).distinct().collect(Collectors.toMap(Key::id, key -> key));
    }
}
