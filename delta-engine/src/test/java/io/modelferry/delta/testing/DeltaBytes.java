package io.modelferry.delta.testing;

import io.modelferry.delta.codec.ZstdFrames;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A delta taken apart, to be put together wrongly: the prologue's lengths and checksum are made to fit whatever directory and body
 * it is given, so that what is wrong is found by the check that is meant. Independent of our writer.
 */
public record DeltaBytes(byte[] prologue, byte[] directory, byte[] body) {

    private static final int PROLOGUE_BYTES = 112;

    public static DeltaBytes of(byte[] delta) throws Exception {
        var prologue = Arrays.copyOf(delta, PROLOGUE_BYTES);
        var fields = ByteBuffer.wrap(prologue).order(ByteOrder.LITTLE_ENDIAN);
        int stored = fields.getInt(12);
        var directory = new byte[fields.getInt(16)];
        try (var zstd = new ZstdFrames(1)) {
            var frame = Arrays.copyOfRange(delta, PROLOGUE_BYTES, PROLOGUE_BYTES + stored);
            zstd.decompress(frame, frame.length, directory, directory.length);
        }
        return new DeltaBytes(prologue, directory, Arrays.copyOfRange(delta, PROLOGUE_BYTES + stored, delta.length));
    }

    public DeltaBytes withDirectory(byte[] changed) {
        return new DeltaBytes(prologue, changed, body);
    }

    public DeltaBytes withBody(byte[] changed) {
        return new DeltaBytes(prologue, directory, changed);
    }

    public DeltaBytes withLong(int offset, long value) {
        var changed = ByteBuffer.wrap(prologue.clone()).order(ByteOrder.LITTLE_ENDIAN);
        return new DeltaBytes(changed.putLong(offset, value).array(), directory, body);
    }

    public DeltaBytes withByte(int offset, int value) {
        var changed = prologue.clone();
        changed[offset] = (byte) value;
        return new DeltaBytes(changed, directory, body);
    }

    /** With lengths and checksum that fit. */
    public byte[] toByteArray() {
        var frame = rawFrame(directory);
        var fields = ByteBuffer.wrap(prologue.clone()).order(ByteOrder.LITTLE_ENDIAN);
        fields.putInt(12, frame.length).putInt(16, directory.length).putLong(36, body.length);
        return joined(checked(fields.array()), frame, body);
    }

    /** The prologue as it is but for its checksum, then the original parts. */
    public byte[] toByteArrayWithLengthsAsTheyAre() {
        return joined(checked(prologue.clone()), rawFrame(directory), body);
    }

    /** A zstd frame with one raw block (RFC 8878, 3.1.1), single segment, content size in four bytes. */
    public static byte[] rawFrame(byte[] content) {
        return ByteBuffer.allocate(12 + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0xFD2FB528)
                .put((byte) 0xA0)
                .putInt(content.length)
                .put(block(content.length, 0, true))
                .put(content)
                .array();
    }

    /** A zstd frame without a content size whose RLE blocks unpack to {@code blocks · 128 KiB} of zeros. */
    public static byte[] bombFrame(int windowLog, int blocks) {
        var frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0x00, (byte) ((windowLog - 10) << 3)});
        for (int i = 0; i < blocks; i++) {
            frame.writeBytes(block(128 * 1024, 1, i == blocks - 1));
            frame.write(0);
        }
        return frame.toByteArray();
    }

    private static byte[] block(int size, int type, boolean last) {
        int header = size << 3 | type << 1 | (last ? 1 : 0);
        return new byte[] {(byte) header, (byte) (header >>> 8), (byte) (header >>> 16)};
    }

    private static byte[] checked(byte[] prologue) {
        var crc = new CRC32C();
        crc.update(prologue, 0, PROLOGUE_BYTES - 4);
        ByteBuffer.wrap(prologue).order(ByteOrder.LITTLE_ENDIAN).putInt(PROLOGUE_BYTES - 4, (int) crc.getValue());
        return prologue;
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
