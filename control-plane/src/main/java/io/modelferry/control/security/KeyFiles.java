package io.modelferry.control.security;

import io.modelferry.control.platform.DataFolder;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.tuf.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.Provider;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.springframework.stereotype.Component;

/**
 * The signing keys on this machine: {@code keys/<role>-key.pem}, Ed25519, made when they are first asked for, and beside it
 * {@code <role>-key.next.pem} from the moment a new one is made until documents name it.
 */
@Component
public class KeyFiles {

    /** Signs some fifteen times as fast as the JDK's: a goal takes 0.05 ms instead of 0.8. */
    private static final Provider ED25519 = new BouncyCastleProvider();

    private static final String SUFFIX = "-key.pem";
    private static final String NEXT = "-key.next.pem";

    private final Path keys;

    public KeyFiles(DataFolder data) {
        this.keys = data.folder("keys");
    }

    /** Whether a key of the role lies here; makes none. */
    public boolean holds(String role) {
        return Files.exists(file(role)) || Files.exists(next(role));
    }

    public Path file(String role) {
        return keys.resolve(role + SUFFIX);
    }

    /** The role's key; made now if there is none. */
    public SigningKey of(String role) {
        return read(file(role));
    }

    /** The key that shall take the role over; made now if there is none. */
    public SigningKey nextOf(String role) {
        return read(next(role));
    }

    public boolean hasNext(String role) {
        return Files.exists(next(role));
    }

    /** Whichever of the role's keys has this TUF key id. */
    public Optional<SigningKey> find(String role, String keyid) {
        for (var file : new Path[] {file(role), next(role)}) {
            if (Files.exists(file)) {
                var key = read(file);
                if (Key.of(key.publicHalf()).id().equals(keyid)) {
                    return Optional.of(key);
                }
            }
        }
        return Optional.empty();
    }

    /** When the file of the role's key was written; empty if it cannot be seen. */
    Optional<Instant> written(String role) {
        try {
            return Optional.of(Files.getLastModifiedTime(file(role)).toInstant());
        } catch (IOException away) {
            return Optional.empty();
        }
    }

    /** The next key is the role's from now on; the one before is gone. */
    public void promote(String role) {
        try {
            Files.move(next(role), file(role), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path next(String role) {
        return keys.resolve(role + NEXT);
    }

    private static SigningKey read(Path file) {
        return SigningKey.of(KeyPairs.ed25519(file), ED25519);
    }
}
