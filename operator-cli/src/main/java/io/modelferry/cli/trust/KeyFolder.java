package io.modelferry.cli.trust;

import io.modelferry.cli.text.Shell;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What whoever signs keeps: {@code root-key.pem}, {@code targets-key.pem}, {@code public.json} for the others, the newest
 * {@code root.json} that was proven, and the {@code targets.json} that was signed last, so that a server that shows an older one is found
 * out.
 */
final class KeyFolder {

    /** The roles whose keys people hold. */
    static final List<String> HELD = List.of(Metadata.ROOT, Metadata.TARGETS);

    private final Path folder;
    private final Passphrase passphrase;

    KeyFolder(Path folder, Passphrase passphrase) {
        this.folder = folder;
        this.passphrase = passphrase;
    }

    /** Where the passphrase of key files comes from. */
    static final class Passphrase {

        @Option(
                names = "--passphrase-file",
                paramLabel = "FILE",
                description = "the first line opens the key files; without it a terminal is asked")
        private @Nullable Path file;

        private char @Nullable [] known;

        char[] of(Shell shell, String question) throws IOException {
            if (known == null) {
                known = file == null
                        ? asked(question)
                        : firstLine(shell.workingFolder().resolve(file));
            }
            return known;
        }

        private static char[] firstLine(Path file) throws IOException {
            return Files.readAllLines(file).getFirst().toCharArray();
        }

        private static char[] asked(String question) {
            var console = System.console();
            var answer = console == null ? null : console.readPassword("%s: ", question);
            if (answer == null || answer.length == 0) {
                throw new IllegalArgumentException("a passphrase is needed: --passphrase-file FILE, or a terminal");
            }
            return answer;
        }
    }

    static KeyFolder open(Path folder, Passphrase passphrase) {
        if (!Files.isRegularFile(folder.resolve("root.json"))) {
            throw new IllegalArgumentException(
                    "--keys: %s holds no root.json. Take it over from whoever ran 'ferry keys init', or run that yourself"
                            .formatted(folder));
        }
        return new KeyFolder(folder, passphrase);
    }

    Path file(String role) {
        return folder.resolve(role + "-key.pem");
    }

    /** A new folder's keys, and what their holder gives to the others. */
    PublicKeys make(String name, char[] secret) throws IOException {
        for (var role : HELD) {
            KeyFile.write(file(role), SigningKey.generate(), secret);
        }
        return keepPublic(name);
    }

    private PublicKeys keepPublic(String name) throws IOException {
        var own = new PublicKeys(
                name, KeyFile.publicHalf(file(Metadata.ROOT)), KeyFile.publicHalf(file(Metadata.TARGETS)));
        KeyFile.write(folder.resolve(PublicKeys.FILE), own.bytes());
        return own;
    }

    /** The id that metadata give the role's key; asks for no passphrase. */
    String keyid(String role) throws IOException {
        return Key.of(KeyFile.publicHalf(file(role))).id();
    }

    SigningKey key(String role, Shell shell) throws IOException {
        var file = file(role);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("--keys: %s is missing".formatted(file));
        }
        return KeyFile.read(file, KeyFile.isSealed(file) ? passphrase.of(shell, "passphrase of " + file) : new char[0]);
    }

    /** Written beside the role's key before the server hears of it; {@link #settle} puts it in its place. */
    SigningKey makeNext(String role, Shell shell) throws IOException {
        var key = SigningKey.generate();
        var sealed = KeyFile.isSealed(file(role));
        KeyFile.write(next(role), key, sealed ? passphrase.of(shell, "passphrase of " + file(role)) : new char[0]);
        return key;
    }

    /** A new key that the root names takes the place of the old one; also after a power cut between the two. */
    void settle(Root root) throws IOException {
        for (var role : HELD) {
            var next = next(role);
            if (Files.exists(next)
                    && root.role(role)
                            .keyids()
                            .contains(Key.of(KeyFile.publicHalf(next)).id())) {
                Files.move(next, file(role), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                var given = folder.resolve(PublicKeys.FILE);
                if (Files.exists(given)) {
                    keepPublic(PublicKeys.read(given).name());
                }
            }
        }
    }

    private Path next(String role) {
        return folder.resolve(role + "-key.next.pem");
    }

    Signed<Root> root() throws IOException {
        return Signed.read(Files.readAllBytes(folder.resolve("root.json")), Root.class);
    }

    Optional<Signed<Targets>> targets() throws IOException {
        var file = folder.resolve("targets.json");
        return Files.exists(file)
                ? Optional.of(Signed.read(Files.readAllBytes(file), Targets.class))
                : Optional.empty();
    }

    /** @param role {@link Metadata#ROOT} or {@link Metadata#TARGETS} */
    void keep(String role, Signed<?> document) throws IOException {
        KeyFile.write(folder.resolve(role + ".json"), document.bytes());
    }
}
