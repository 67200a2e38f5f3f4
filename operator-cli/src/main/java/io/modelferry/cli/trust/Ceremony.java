package io.modelferry.cli.trust;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.trust.KeyHolders;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Metadata.Head;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes roots: the first one, and each that replaces a key. What is signed here is sent once it lies in the folder's files. */
final class Ceremony {

    private static final Duration ROOT_LIFE = Duration.ofDays(365);
    private static final List<String> ONLINE = List.of(Metadata.SNAPSHOT, Metadata.TIMESTAMP);
    private static final List<String> DELEGATED = List.of("deltas", "goals");

    private final Shell shell;
    private final KeyFolder.Passphrase passphrase;

    Ceremony(Shell shell, KeyFolder.Passphrase passphrase) {
        this.shell = shell;
        this.passphrase = passphrase;
    }

    /**
     * Signed by the maker's key alone: the others sign it too where more than one must.
     *
     * @param view of {@code GET /api/v1/trust}: the server's online keys
     * @param others read before, so that nothing is written if they cannot be
     */
    Signed<Root> first(Path out, JsonNode view, String name, List<PublicKeys> others, People terms, boolean plain)
            throws IOException {
        var folder = new KeyFolder(out, passphrase);
        var own = folder.make(name, secret(plain));
        var people = Stream.concat(Stream.of(own), others.stream()).toList();
        var keys = new HashMap<String, Key>();
        var roles = new HashMap<String, RoleKeys>();
        var holders = new HashMap<String, String>();
        for (var role : KeyFolder.HELD) {
            roles.put(
                    role, new RoleKeys(people.stream().map(one -> one.key(role)).toList(), terms.threshold(role)));
            people.forEach(one -> holders.put(one.key(role).id(), one.name()));
            people.forEach(one -> keys.put(one.key(role).id(), one.key(role)));
        }
        for (var role : ONLINE) {
            var key = online(view, role);
            keys.put(key.id(), key);
            roles.put(role, new RoleKeys(List.of(key), 1));
        }
        var body = new Root(new Head(1, end()), true, keys, roles, JsonObject.EMPTY);
        var root = Signed.of(new KeyHolders(holders).in(body), List.of(folder.key(Metadata.ROOT, shell)));
        folder.keep(Metadata.ROOT, root);
        return root;
    }

    /** Keys for somebody who signs beside others: they are named by the root that one of the others makes. */
    PublicKeys join(Path out, String name, boolean plain) throws IOException {
        return new KeyFolder(out, passphrase).make(name, secret(plain));
    }

    private char[] secret(boolean plain) throws IOException {
        return plain ? new char[0] : passphrase.of(shell, "a passphrase for the new keys");
    }

    private static Key online(JsonNode view, String role) {
        return Key.of(VerificationKey.parse(view.path("onlineKeys").path(role).asString()));
    }

    private Instant end() {
        return shell.clock().instant().plus(ROOT_LIFE).truncatedTo(ChronoUnit.SECONDS);
    }

    /** @return how the repository stands then */
    JsonNode rotate(ControlPlaneClient server, KeyFolder folder, String role) throws IOException {
        if (DELEGATED.contains(role)) {
            return server.post("/trust/keys/" + role, Map.of());
        }
        if (!Metadata.TOP_LEVEL.contains(role)) {
            throw new IllegalArgumentException("ROLE: %s, %s, not '%s'".formatted(Metadata.TOP_LEVEL, DELEGATED, role));
        }
        var known = KnownRepository.read(server, folder);
        var oldKey = folder.key(Metadata.ROOT, shell);
        if (ONLINE.contains(role)) {
            var made = server.post("/trust/keys/" + role, Map.of());
            var root = next(known, role, online(made, role), oldKey);
            var view = send(server, root, null);
            if (!Outcome.waits(view, Metadata.ROOT, root)) {
                folder.keep(Metadata.ROOT, root);
            }
            return view;
        }
        requireNamed(known, folder, role);
        var newKey = folder.makeNext(role, shell);
        var signers = role.equals(Metadata.ROOT) ? List.of(oldKey, newKey) : List.of(oldKey);
        var root = next(known, folder, role, Key.of(newKey.publicHalf()), signers);
        var targets = role.equals(Metadata.TARGETS) ? resigned(server, known, newKey) : null;
        var view = send(server, root, targets);
        if (!Outcome.waits(view, Metadata.ROOT, root)) {
            folder.keep(Metadata.ROOT, root);
            folder.settle(root.body());
            if (targets != null) {
                folder.keep(Metadata.TARGETS, targets);
            }
        }
        return view;
    }

    /**
     * Begins the next root, with other people or another number of them. Where the targets that stand would not hold under it, they are
     * signed with it once more.
     *
     * @return how the repository stands then
     */
    JsonNode change(ControlPlaneClient server, KeyFolder folder, SignersChange change) throws IOException {
        var known = KnownRepository.read(server, folder);
        var before = known.root().body();
        requireNamed(known, folder, Metadata.ROOT);
        var next = change.after(before, end());
        RootChange.between(before, next).forEach(line -> shell.err().println("! " + line));
        var targets = holds(known, next) ? null : resigned(server, known, ownTargetsKey(folder, next));
        var root = Signed.of(next, List.of(folder.key(Metadata.ROOT, shell)));
        var view = send(server, root, targets);
        if (!Outcome.waits(view, Metadata.ROOT, root)) {
            folder.keep(Metadata.ROOT, root);
            if (targets != null) {
                folder.keep(Metadata.TARGETS, targets);
            }
        }
        return view;
    }

    private static boolean holds(KnownRepository known, Root next) {
        var standing = known.targets();
        return standing == null || standing.isSignedBy(next.role(Metadata.TARGETS), next.keys());
    }

    private SigningKey ownTargetsKey(KeyFolder folder, Root next) throws IOException {
        if (!next.role(Metadata.TARGETS).keyids().contains(folder.keyid(Metadata.TARGETS))) {
            throw new IllegalArgumentException(
                    "--keys: the targets have to be signed once more, by somebody who goes on signing them: let one of those begin");
        }
        return folder.key(Metadata.TARGETS, shell);
    }

    private static void requireNamed(KnownRepository known, KeyFolder folder, String role) throws IOException {
        if (!known.root().body().role(role).keyids().contains(folder.keyid(role))) {
            throw new IllegalArgumentException(
                    "--keys: the key in it does not sign %s by root %d: there is nothing to replace"
                            .formatted(role, known.root().body().version()));
        }
    }

    /** The new key in the place of this folder's old one; the other keys of the role, and the threshold, stay. */
    private Signed<Root> next(KnownRepository known, KeyFolder folder, String role, Key key, List<SigningKey> signers)
            throws IOException {
        var before = known.root().body();
        var old = folder.keyid(role);
        var all = before.role(role).keyids().stream()
                .map(keyid -> keyid.equals(old)
                        ? key
                        : Objects.requireNonNull(before.keys().get(keyid)))
                .toList();
        var body = before.next(end(), role, all, before.role(role).threshold());
        var holders = KeyHolders.of(before);
        var named = holders.of(old).map(name -> holders.with(key.id(), name)).orElse(holders);
        return Signed.of(named.in(body), signers);
    }

    /** The server's new key; it has one of each. */
    private Signed<Root> next(KnownRepository known, String role, Key key, SigningKey signer) {
        var before = known.root().body();
        return Signed.of(KeyHolders.of(before).in(before.next(end(), role, List.of(key), 1)), List.of(signer));
    }

    /** The targets that hold under the new root: what stands now and nothing new, so that this signature needs no second look. */
    private @Nullable Signed<Targets> resigned(ControlPlaneClient server, KnownRepository known, SigningKey key)
            throws IOException {
        if (known.targets() == null) {
            return null;
        }
        var document = Base64.getDecoder()
                .decode(server.get("/trust/pending").path("document").asString());
        var next = Signed.read(document, Targets.class);
        var change = TargetsChange.between(known.targets().body(), next.body());
        if (!change.added().isEmpty() || !change.suspicious().isEmpty()) {
            throw new IOException("something waits for a signature: 'ferry sign --pending' first, then rotate");
        }
        return next.signedAlsoBy(key);
    }

    JsonNode send(ControlPlaneClient server, Signed<Root> root, @Nullable Signed<Targets> targets) {
        var body = new HashMap<String, Object>();
        body.put("root", root.bytes());
        if (targets != null) {
            body.put("targets", targets.bytes());
        }
        return server.put("/trust/root", body);
    }

    /** @param view what the server said then */
    static String changed(JsonNode view) {
        for (var one : view.path("signing")) {
            if (one.path("role").asString().equals(Metadata.ROOT)) {
                return "root %s waits: %s; the others, and who is new with a copy of root.json: ferry sign --pending --accept-changes --keys DIR"
                        .formatted(
                                one.path("version").asString(),
                                one.path("words").asString());
            }
        }
        return "the new root is in effect";
    }

    /** @param view what the server said then */
    static String said(String role, JsonNode view) {
        if (DELEGATED.contains(role)) {
            return "the server has a new key for %s. It counts once targets name it: ferry sign --pending --accept-changes --keys DIR"
                    .formatted(role);
        }
        for (var one : view.path("signing")) {
            if (one.path("role").asString().equals(Metadata.ROOT)) {
                return "a new key for %s waits for root %s: %s; the others: ferry sign --pending --accept-changes --keys DIR"
                        .formatted(
                                role,
                                one.path("version").asString(),
                                one.path("words").asString());
            }
        }
        return role + " has a new key";
    }
}
