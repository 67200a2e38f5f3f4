package io.modelferry.control.registry;

import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/** Bytes by digest. A digest that is here is whole and durable; the same bytes are kept once. */
public interface Artifacts {

    /**
     * Streams the bytes in. Nothing is left behind if the stream fails or is too long.
     *
     * @param maxBytes {@link io.modelferry.control.platform.Refusal} 413 {@code too-large} above it
     */
    Stored put(InputStream bytes, long maxBytes) throws IOException;

    /** Takes over a finished file that lies on the same machine; the file is gone from {@code file} afterwards. */
    Stored adopt(Path file) throws IOException;

    boolean contains(ArtifactDigest digest);

    /** @throws io.modelferry.control.platform.Refusal 404 if it is not here */
    long length(ArtifactDigest digest);

    /** @throws io.modelferry.control.platform.Refusal 404 if it is not here */
    SeekableByteChannel open(ArtifactDigest digest) throws IOException;

    /** A local, read-only file with the bytes, for tools that need a path. */
    Path localFile(ArtifactDigest digest) throws IOException;

    /** @param alreadyThere the same bytes were here before */
    record Stored(ArtifactDigest digest, long lengthBytes, boolean alreadyThere) {}
}
