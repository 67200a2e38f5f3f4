package io.modelferry.cli.trust;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.Metadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What each of those who sign gives to the others, {@code public.json}: a name, and the public halves of both keys.
 *
 * @param name 1 to 60 letters, digits and {@code . _ @ -}
 */
record PublicKeys(String name, VerificationKey root, VerificationKey targets) {

    static final String FILE = "public.json";

    /** @throws IOException if it is no such file */
    static PublicKeys read(Path file) throws IOException {
        var json = ControlPlaneClient.parse(Files.readString(file));
        try {
            return new PublicKeys(
                    json.path("name").asString(""),
                    VerificationKey.parse(json.path(Metadata.ROOT).asString("")),
                    VerificationKey.parse(json.path(Metadata.TARGETS).asString("")));
        } catch (MalformedMessage malformed) {
            throw new IOException(
                    "%s is not a public.json of 'ferry keys new': %s".formatted(file, malformed.getMessage()));
        }
    }

    byte[] bytes() {
        return ControlPlaneClient.pretty(
                        Map.of("name", name, Metadata.ROOT, root.encoded(), Metadata.TARGETS, targets.encoded()))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** @param role {@link Metadata#ROOT} or {@link Metadata#TARGETS} */
    Key key(String role) {
        return Key.of(role.equals(Metadata.ROOT) ? root : targets);
    }
}
