package io.modelferry.delta.format;

import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.codec.ZstdFrames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The first {@value #BYTES} bytes of a delta, little-endian.
 *
 * @param directoryStored length of the directory's zstd frame, which follows
 * @param directoryRaw    length of the directory unpacked, at most {@link FormatLimits#MAX_DIRECTORY_BYTES}
 * @param bodyBytes       length of what follows the directory, up to the end of the file
 * @see <a href="../docs/delta-format.md#prologue">docs/delta-format.md, section 3</a>
 */
public record Prologue(
        int directoryStored,
        int directoryRaw,
        long baseBytes,
        long targetBytes,
        long bodyBytes,
        Sha256 base,
        Sha256 target) {

    public static final int BYTES = 112;
    public static final int VERSION = 2;

    private static final byte[] MAGIC = {(byte) 0x89, 'M', 'F', 'D', '\r', '\n', 0x1a, '\n'};
    private static final int CHECKED_BYTES = BYTES - 4;

    /** @param bytes {@value #BYTES} of them */
    static Prologue read(byte[] bytes) throws MalformedDelta {
        var fields = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        require(Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length), 0, "this is no Modelferry delta");
        int version = fields.getShort(8) & 0xffff;
        require(version == VERSION, 8, "format version " + version + ", this engine reads " + VERSION);
        require(fields.getInt(CHECKED_BYTES) == crc(bytes), CHECKED_BYTES, "the prologue's checksum differs");
        require(fields.getShort(10) == 0, 10, "reserved bits are set");

        var prologue = new Prologue(
                fields.getInt(12),
                fields.getInt(16),
                fields.getLong(20),
                fields.getLong(28),
                fields.getLong(36),
                Sha256.of(Arrays.copyOfRange(bytes, 44, 76)),
                Sha256.of(Arrays.copyOfRange(bytes, 76, CHECKED_BYTES)));
        prologue.requireWithinLimits();
        return prologue;
    }

    byte[] toBytes() {
        var fields = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fields.put(MAGIC).putShort((short) VERSION).putShort((short) 0);
        fields.putInt(directoryStored).putInt(directoryRaw);
        fields.putLong(baseBytes).putLong(targetBytes).putLong(bodyBytes);
        fields.put(base.bytes()).put(target.bytes());
        fields.putInt(crc(fields.array()));
        return fields.array();
    }

    long patchBytes() {
        return BYTES + (long) directoryStored + bodyBytes;
    }

    long bodyOffset() {
        return BYTES + (long) directoryStored;
    }

    private void requireWithinLimits() throws MalformedDelta {
        require(directoryRaw >= 0 && directoryRaw <= FormatLimits.MAX_DIRECTORY_BYTES, 16, "directory too long");
        require(
                directoryStored >= 0 && directoryStored <= ZstdFrames.maxStoredBytes(directoryRaw),
                12,
                "directory's frame too long");
        require(isSide(baseBytes), 20, "base length out of range: " + baseBytes);
        require(isSide(targetBytes), 28, "target length out of range: " + targetBytes);
        require(isSide(bodyBytes), 36, "body length out of range: " + bodyBytes);
    }

    private static boolean isSide(long bytes) {
        return bytes >= 0 && bytes <= FormatLimits.MAX_SIDE_BYTES;
    }

    private static int crc(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, 0, CHECKED_BYTES);
        return (int) crc.getValue();
    }

    private static void require(boolean holds, long offset, String reason) throws MalformedDelta {
        if (!holds) {
            throw new MalformedDelta(offset, reason);
        }
    }
}
