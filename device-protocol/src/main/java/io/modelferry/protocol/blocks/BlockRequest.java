package io.modelferry.protocol.blocks;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.MalformedMessage;

/**
 * A device asks for one block. It keeps a few requests in flight, so the window, the pace and the resume point are its own.
 * The MQTT message carries correlation data that the answer repeats.
 *
 * @param resource {@code sha256:<hex>} for an artifact that the device's goal names, or {@code metadata:<file>} for TUF metadata by
 *     its file's name
 * @param offset in bytes
 * @param lengthBytes at most {@link #MAX_BLOCK_BYTES}
 */
public record BlockRequest(String resource, long offset, int lengthBytes) {

    public static final int MAX_BLOCK_BYTES = 128 << 10;

    /** What the name of a metadata file stands behind. */
    public static final String METADATA = "metadata:";

    public BlockRequest {
        if (offset < 0 || lengthBytes <= 0 || lengthBytes > MAX_BLOCK_BYTES) {
            throw new MalformedMessage("a block starts at 0 or later and has 1 to " + MAX_BLOCK_BYTES + " bytes");
        }
    }

    /** @param file such as {@code timestamp.json} */
    public static String metadata(String file) {
        return METADATA + file;
    }

    public static String artifact(ArtifactDigest digest) {
        return "sha256:" + digest.hex();
    }
}
