package io.modelferry.agent.download;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where one artifact's bytes gather over several attempts: {@code <hex>….part}, and beside it {@code <hex>….meta} with its
 * {@link Checkpoints}. In the store both names begin with the digest, by which it sweeps them away.
 *
 * @param lengthBytes of the whole artifact, signed or announced
 */
public record PartialFile(AgentFs fs, Path path, ArtifactDigest digest, long lengthBytes) {

    private static final String PART = ".part";

    Path meta() {
        return path.resolveSibling(stem() + ".meta");
    }

    /** A cache's bytes never mix with the server's: they gather apart until the digest has proven them. */
    PartialFile ofCache() {
        return new PartialFile(fs, path.resolveSibling(stem() + ".cache" + PART), digest, lengthBytes);
    }

    private String stem() {
        var name = String.valueOf(path.getFileName());
        return name.endsWith(PART) ? name.substring(0, name.length() - PART.length()) : name;
    }

    /** Durable on return, as far as a deletion needs it: bytes that come back after a power cut have no checkpoints. */
    public void discard() throws IOException {
        fs.delete(meta());
        fs.delete(path);
    }
}
