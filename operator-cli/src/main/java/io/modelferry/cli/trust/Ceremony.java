package io.modelferry.cli.trust;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.key.VerificationKey;
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

    /** @param view of {@code GET /api/v1/trust}: the server's online keys */
    Signed<Root> first(Path out, JsonNode view, boolean plain) throws IOException {
        var folder = new KeyFolder(out, passphrase);
        var secret = plain ? new char[0] : passphrase.of(shell, "a passphrase for the new keys");
        var rootKey = folder.make(Metadata.ROOT, secret);
        var targetsKey = folder.make(Metadata.TARGETS, secret);
        var keys = new HashMap<String, Key>();
        var roles = new HashMap<String, RoleKeys>();
        keys.put(Metadata.ROOT, Key.of(rootKey.publicHalf()));
        keys.put(Metadata.TARGETS, Key.of(targetsKey.publicHalf()));
        ONLINE.forEach(role -> keys.put(role, online(view, role)));
        keys.forEach((role, key) -> roles.put(role, new RoleKeys(List.of(key), 1)));
        var byId = new HashMap<String, Key>();
        keys.values().forEach(key -> byId.put(key.id(), key));
        var root = Signed.of(new Root(new Head(1, end()), true, byId, roles, JsonObject.EMPTY), List.of(rootKey));
        folder.keep(Metadata.ROOT, root);
        return root;
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
            return send(server, next(known, role, online(made, role), List.of(oldKey)), null);
        }
        var newKey = folder.makeNext(role, shell);
        var signers = role.equals(Metadata.ROOT) ? List.of(oldKey, newKey) : List.of(oldKey);
        var root = next(known, role, Key.of(newKey.publicHalf()), signers);
        var targets = role.equals(Metadata.TARGETS) ? resigned(server, known, newKey) : null;
        var view = send(server, root, targets);
        folder.keep(Metadata.ROOT, root);
        folder.settle(root.body());
        if (targets != null) {
            folder.keep(Metadata.TARGETS, targets);
        }
        return view;
    }

    private Signed<Root> next(KnownRepository known, String role, Key key, List<SigningKey> signers) {
        return Signed.of(known.root().body().next(end(), role, List.of(key), 1), signers);
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

    static String said(String role) {
        return DELEGATED.contains(role)
                ? "the server has a new key for %s. It counts once targets name it: ferry sign --pending --accept-changes --keys DIR"
                        .formatted(role)
                : role + " has a new key";
    }
}
