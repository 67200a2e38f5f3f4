package io.modelferry.agent.testing;

import static io.modelferry.protocol.tuf.Metadata.ROOT;
import static io.modelferry.protocol.tuf.Metadata.SNAPSHOT;
import static io.modelferry.protocol.tuf.Metadata.TARGETS;
import static io.modelferry.protocol.tuf.Metadata.TIMESTAMP;

import io.modelferry.agent.tuf.Fetcher;
import io.modelferry.protocol.trust.SigningKey;
import io.modelferry.protocol.tuf.Delegation;
import io.modelferry.protocol.tuf.Delegations;
import io.modelferry.protocol.tuf.Hashes;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.MetaFile;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Metadata.Head;
import io.modelferry.protocol.tuf.PathScope;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Snapshot;
import io.modelferry.protocol.tuf.TargetFile;
import io.modelferry.protocol.tuf.Targets;
import io.modelferry.protocol.tuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A repository in memory, and its owner: good at first, and as bad as a test makes it. Nothing is checked here; what a test sets is
 * signed and served.
 */
public final class TufRepository implements Fetcher {

    /** When it was set up: the time of {@link MovedClock}. */
    public static final Instant BEGINNING = new MovedClock().instant();

    /** What the owner knows of a role. */
    public static final class Role {

        public long version;
        public Instant expires = BEGINNING.plus(Duration.ofDays(30));
        /** As the document above names them. */
        public List<SigningKey> keys = new ArrayList<>(List.of(SigningKey.generate()));

        public int threshold = 1;
        /** Whose signatures the next document gets; null: those of {@link #keys}. */
        public List<SigningKey> signers;

        public final Map<String, TargetFile> targets = new TreeMap<>();
        public final List<Delegation> delegations = new ArrayList<>();
        private final Map<String, Key> delegated = new HashMap<>();

        private List<SigningKey> signing() {
            return signers == null ? keys : signers;
        }

        private RoleKeys named() {
            return new RoleKeys(
                    keys.stream().map(key -> Key.of(key.publicHalf())).toList(), threshold);
        }
    }

    private final Map<String, Role> roles = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new HashMap<>();
    /** What has been asked for, in order. */
    public final List<String> requests = new ArrayList<>();
    /** What the next snapshot lists, by path. */
    public final Map<String, MetaFile> meta = new TreeMap<>();
    /** What the next timestamp lists. */
    public MetaFile snapshot;

    public boolean consistent = true;
    /** Whether documents are listed with length and hash. */
    public boolean hashed = true;

    public TufRepository() {
        publish(ROOT, TARGETS, SNAPSHOT, TIMESTAMP);
    }

    public Role role(String name) {
        return roles.computeIfAbsent(name, any -> new Role());
    }

    public TufRepository expires(String role, Duration after) {
        role(role).expires = BEGINNING.plus(after);
        return this;
    }

    public void add(String role, String path, byte[] bytes) {
        role(role).targets.put(path, new TargetFile(bytes.length, Hashes.of(FakeControlPlane.digestOf(bytes)), null));
    }

    /** With the keys that the delegated role has now. */
    public void delegate(String from, String to, boolean terminating, String... patterns) {
        delegate(from, to, terminating, new PathScope.Paths(Arrays.asList(patterns)), role(to).named());
    }

    public void delegate(String from, String to, boolean terminating, PathScope scope, RoleKeys keys) {
        role(from).delegations.add(new Delegation(to, keys, scope, terminating));
        role(to).keys
                .forEach(
                        key -> role(from).delegated.put(Key.of(key.publicHalf()).id(), Key.of(key.publicHalf())));
    }

    /** New keys in the place of the old; the root's next document is signed by both. */
    public void rotate(String name) {
        var role = role(name);
        var fresh = role.keys.stream().map(old -> SigningKey.generate()).toList();
        if (name.equals(ROOT)) {
            role.signers = new ArrayList<>(role.keys);
            role.signers.addAll(fresh);
        }
        role.keys = new ArrayList<>(fresh);
    }

    /** A new version of each, in this order. */
    public void publish(String... names) {
        for (var name : names) {
            role(name).version++;
            release(name);
        }
    }

    /** The same version again, as it is now. */
    public void release(String name) {
        var document = Signed.of(body(name), role(name).signing());
        var file = hashed ? MetaFile.of(document) : new MetaFile(role(name).version, null, null);
        switch (name) {
            case ROOT, TIMESTAMP -> {}
            case SNAPSHOT -> snapshot = file;
            default -> meta.put(MetaFile.pathOf(name), file);
        }
        files.put(fileName(name, role(name).version), document.bytes());
    }

    private Metadata body(String name) {
        var role = role(name);
        var head = new Head(role.version, role.expires);
        return switch (name) {
            case ROOT -> root(head);
            case TIMESTAMP -> new Timestamp(head, snapshot, JsonObject.EMPTY);
            case SNAPSHOT -> new Snapshot(head, meta, JsonObject.EMPTY);
            default ->
                new Targets(
                        head,
                        role.targets,
                        role.delegations.isEmpty()
                                ? null
                                : new Delegations(role.delegated, role.delegations, JsonObject.EMPTY),
                        JsonObject.EMPTY);
        };
    }

    private Root root(Head head) {
        var keys = new HashMap<String, Key>();
        var named = new HashMap<String, RoleKeys>();
        for (var name : Metadata.TOP_LEVEL) {
            role(name).keys.forEach(key -> keys.put(Key.of(key.publicHalf()).id(), Key.of(key.publicHalf())));
            named.put(name, role(name).named());
        }
        return new Root(head, consistent, keys, named, JsonObject.EMPTY);
    }

    private String fileName(String role, long version) {
        var plain = role.equals(TIMESTAMP) || !consistent && !role.equals(ROOT);
        return (plain ? "" : version + ".") + role + ".json";
    }

    /** What is served of the newest version. */
    public byte[] bytes(String role) {
        return files.get(fileName(role, role(role).version)).clone();
    }

    /** Serves something else of the newest version than what was published. */
    public void tamper(String role, UnaryOperator<byte[]> with) {
        files.computeIfPresent(fileName(role, role(role).version), (name, bytes) -> with.apply(bytes));
    }

    public void serve(String file, byte[] bytes) {
        files.put(file, bytes);
    }

    public void lose(String role) {
        files.remove(fileName(role, role(role).version));
    }

    @Override
    public Optional<byte[]> fetch(String file, int mostBytes) {
        requests.add(file);
        return Optional.ofNullable(files.get(file)).map(byte[]::clone);
    }
}
