package io.modelferry.delta.codec;

import io.sigpipe.jbsdiff.DefaultDiffSettings;
import io.sigpipe.jbsdiff.Diff;
import io.sigpipe.jbsdiff.InvalidHeaderException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/**
 * Lets jbsdiff's suffix sort find what moved, and turns its patch into the operations of {@link MovedBytes}. Its patches never
 * leave this class: jbsdiff's reader trusts every length in them, and takes one {@code read} for a full one.
 * <p>Needs about 17 bytes of heap for each byte of the base.
 *
 * @see <a href="https://www.daemonology.net/bsdiff/">Colin Percival, Naive differences of executable code</a>
 */
final class BsdiffSearch {

    private static final int HEADER_BYTES = 32;
    private static final int CONTROL_BYTES = 24;

    private BsdiffSearch() {}

    static byte[] operations(Chunk chunk) {
        var patch =
                search(Arrays.copyOf(chunk.base(), chunk.baseLength()), Arrays.copyOf(chunk.target(), chunk.length()));
        var header = ByteBuffer.wrap(patch).order(ByteOrder.LITTLE_ENDIAN);
        int controlLength = Math.toIntExact(header.getLong(8));
        int addLength = Math.toIntExact(header.getLong(16));
        int addAt = HEADER_BYTES + controlLength;
        int copyAt = addAt + addLength;
        try (var control = inflate(patch, HEADER_BYTES, controlLength);
                var add = inflate(patch, addAt, addLength);
                var copy = inflate(patch, copyAt, patch.length - copyAt)) {
            return interleave(control, add, copy, chunk.length());
        } catch (IOException e) {
            throw new IllegalStateException("jbsdiff wrote a patch that does not read back", e);
        }
    }

    private static byte[] search(byte[] base, byte[] target) {
        var patch = new ByteArrayOutputStream();
        try {
            Diff.diff(base, target, patch, new DefaultDiffSettings(CompressorStreamFactory.DEFLATE));
        } catch (InvalidHeaderException | IOException e) {
            throw new IllegalStateException("jbsdiff failed on arrays in memory", e);
        }
        return patch.toByteArray();
    }

    private static byte[] interleave(InputStream control, InputStream add, InputStream copy, int length)
            throws IOException {
        var operations = new ByteArrayOutputStream();
        long seek = 0;
        for (int done = 0; done < length; ) {
            var fields = ByteBuffer.wrap(control.readNBytes(CONTROL_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
            int added = Math.toIntExact(signedMagnitude(fields.getLong()));
            int copied = Math.toIntExact(signedMagnitude(fields.getLong()));
            if (added + copied > 0) {
                varint(operations, added);
                varint(operations, copied);
                varint(operations, (seek << 1) ^ (seek >> 63));
                operations.write(add.readNBytes(added));
                operations.write(copy.readNBytes(copied));
                seek = 0;
                done += added + copied;
            }
            seek += signedMagnitude(fields.getLong());
        }
        return operations.toByteArray();
    }

    private static InputStream inflate(byte[] patch, int from, int length) {
        return new InflaterInputStream(new ByteArrayInputStream(patch, from, length));
    }

    /** bsdiff keeps the sign in the topmost bit of eight bytes. */
    private static long signedMagnitude(long field) {
        return field < 0 ? -(field & Long.MAX_VALUE) : field;
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        for (; value >= 0x80; value >>>= 7) {
            out.write((int) ((value & 0x7f) | 0x80));
        }
        out.write((int) value);
    }
}
