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

    static void find(byte[] target, int length, BaseView base, Operations operations) throws IOException {
        var old = new byte[Math.toIntExact(base.length())];
        base.read(0, old, 0, old.length);
        var patch = search(old, Arrays.copyOf(target, length));
        var header = ByteBuffer.wrap(patch).order(ByteOrder.LITTLE_ENDIAN);
        int controlLength = Math.toIntExact(header.getLong(8));
        int addLength = Math.toIntExact(header.getLong(16));
        int addAt = HEADER_BYTES + controlLength;
        int copyAt = addAt + addLength;
        try (var control = inflate(patch, HEADER_BYTES, controlLength);
                var add = inflate(patch, addAt, addLength);
                var copy = inflate(patch, copyAt, patch.length - copyAt)) {
            interleave(control, add, copy, length, operations);
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

    private static void interleave(
            InputStream control, InputStream add, InputStream copy, int length, Operations operations)
            throws IOException {
        long place = 0;
        for (int done = 0; done < length; ) {
            var fields = ByteBuffer.wrap(control.readNBytes(CONTROL_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
            int added = Math.toIntExact(signedMagnitude(fields.getLong()));
            int copied = Math.toIntExact(signedMagnitude(fields.getLong()));
            operations.add(place, add.readNBytes(added), added, copy.readNBytes(copied), 0, copied);
            done += added + copied;
            place += added + signedMagnitude(fields.getLong());
        }
    }

    private static InputStream inflate(byte[] patch, int from, int length) {
        return new InflaterInputStream(new ByteArrayInputStream(patch, from, length));
    }

    /** bsdiff keeps the sign in the topmost bit of eight bytes. */
    private static long signedMagnitude(long field) {
        return field < 0 ? -(field & Long.MAX_VALUE) : field;
    }
}
