package io.modelferry.agent.download;

import io.modelferry.protocol.ArtifactDigest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a partial file should hold: the SHA-256 of its first 1 MiB, its first 2 MiB and so on, and of all its bytes when this was
 * written. A power cut may leave other bytes than were written, or none in the right length; whoever takes the file up again
 * hashes it once and stops at the last checkpoint that agrees.
 *
 * <pre>
 *  0   4  magic "MFC1"
 *  4  32  SHA-256 of the whole artifact
 * 36   8  length of the whole artifact, big-endian
 * 44   8  length that the last checkpoint covers, big-endian
 * 52   4  CRC-32C of bytes 4 to 51 and of the checkpoints, big-endian
 * 56   …  SHA-256 of each prefix, 32 bytes each: every 1 MiB, and the covered length if it lies between; nothing may follow
 * </pre>
 *
 * @param coveredBytes 1 to {@code lengthBytes}
 * @param prefixes 32 bytes each, in order
 */
record Checkpoints(ArtifactDigest digest, long lengthBytes, long coveredBytes, List<byte[]> prefixes) {

    /** Distance of two checkpoints. */
    static final long STEP_BYTES = 1 << 20;

    private static final int MAGIC = 0x4D464331;
    private static final int SHA_256_BYTES = 32;
    private static final int CHECKED_FROM = 4;
    private static final int CRC_AT = 52;
    private static final int HEADER_BYTES = 56;

    Checkpoints {
        prefixes = List.copyOf(prefixes);
    }

    /** Bytes before checkpoint {@code index}. */
    long offset(int index) {
        return Math.min((index + 1) * STEP_BYTES, coveredBytes);
    }

    byte[] encode() {
        var frame = ByteBuffer.allocate(HEADER_BYTES + prefixes.size() * SHA_256_BYTES)
                .putInt(MAGIC)
                .put(HexFormat.of().parseHex(digest.hex()))
                .putLong(lengthBytes)
                .putLong(coveredBytes)
                .putInt(0);
        prefixes.forEach(frame::put);
        return frame.putInt(CRC_AT, crc(frame.array())).array();
    }

    /** @return empty for anything that was not written whole */
    static Optional<Checkpoints> decode(byte[] file) {
        if (file.length < HEADER_BYTES) {
            return Optional.empty();
        }
        var frame = ByteBuffer.wrap(file);
        if (frame.getInt() != MAGIC || frame.getInt(CRC_AT) != crc(file)) {
            return Optional.empty();
        }
        var digest = ArtifactDigest.of(hash(frame));
        var length = frame.getLong();
        var covered = frame.getLong();
        var count = (file.length - HEADER_BYTES) / SHA_256_BYTES;
        if (covered < 1
                || covered > length
                || count != (covered - 1) / STEP_BYTES + 1
                || file.length != HEADER_BYTES + count * SHA_256_BYTES) {
            return Optional.empty();
        }
        frame.position(HEADER_BYTES);
        var prefixes = new ArrayList<byte[]>(count);
        for (var i = 0; i < count; i++) {
            prefixes.add(hash(frame));
        }
        return Optional.of(new Checkpoints(digest, length, covered, prefixes));
    }

    private static byte[] hash(ByteBuffer frame) {
        var hash = new byte[SHA_256_BYTES];
        frame.get(hash);
        return hash;
    }

    private static int crc(byte[] file) {
        var crc = new CRC32C();
        crc.update(file, CHECKED_FROM, CRC_AT - CHECKED_FROM);
        crc.update(file, HEADER_BYTES, file.length - HEADER_BYTES);
        return (int) crc.getValue();
    }
}
