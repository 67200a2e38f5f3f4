package io.modelferry.delta.codec;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.modelferry.delta.ElementType;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * {@link Codec#MOVES}: says where in the base the bytes of the target come from, as operations in one zstd frame.
 * <p>An operation is {@code varint add, varint copy, zigzag seek}; then {@code add} bytes, to be added to those of the base, and
 * {@code copy} bytes as they are. {@code seek} moves the place in the base beforehand. Each operation yields at least one byte, and there are
 * few of them for each byte, so that neither endless nothing nor millions of tiny reads keep a device busy.
 */
final class MovedBytes implements ChunkCodec {

    /** An operation stream is shorter than twice a chunk, so no honest frame wants a longer window. */
    private static final int MAX_WINDOW_LOG = 21;

    private static final int BYTES_FOR_AN_OPERATION = 16;
    private static final int FREE_OPERATIONS = 16;
    private static final int BUFFER_BYTES = 32 * 1024;

    private final ZstdFrames zstd;
    private final byte[] old = new byte[BUFFER_BYTES];

    MovedBytes(ZstdFrames zstd) {
        this.zstd = zstd;
    }

    @Override
    public Codec codec() {
        return Codec.MOVES;
    }

    @Override
    public byte @Nullable [] encode(Chunk chunk, BaseView base) throws IOException {
        var operations = new Operations();
        if (base instanceof IndexedBase indexed) {
            new BlockSearch(indexed).find(chunk.target(), chunk.length(), operations);
        } else {
            BsdiffSearch.find(chunk.target(), chunk.length(), base, operations);
        }
        if (operations.count() > maxOperations(chunk.length())) {
            return null;
        }
        var bytes = operations.toByteArray();
        var stored = zstd.compress(bytes, bytes.length);
        return stored.length > ZstdFrames.maxStoredBytes(chunk.length()) ? null : stored;
    }

    @Override
    public void decode(byte[] stored, int storedLength, BaseView base, byte[] elements, int length, ElementType type)
            throws Undecodable, IOException {
        try (var frame = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(stored, 0, storedLength))
                        .setLongMax(MAX_WINDOW_LOG);
                var operations = new BufferedInputStream(frame, BUFFER_BYTES)) {
            long place = 0;
            int allowed = maxOperations(length);
            for (int done = 0; done < length; ) {
                int add = count(operations, length - done);
                int copy = count(operations, length - done - add);
                place += zigzag(varint(operations));
                require(allowed-- > 0, "more operations than the target has matches");
                require(add + copy > 0, "an operation that yields nothing");
                require(place >= 0 && place <= base.length() - add, "an operation outside the base");
                fill(operations, elements, done, add + copy);
                add(base, place, elements, done, add);
                place += add;
                done += add + copy;
            }
            require(next(operations) < 0, "operations after the last byte");
        }
    }

    /** How many operations a chunk of so many bytes may have. */
    static int maxOperations(int length) {
        return length / BYTES_FOR_AN_OPERATION + FREE_OPERATIONS;
    }

    private void add(BaseView base, long place, byte[] elements, int at, int count) throws IOException {
        for (int done = 0; done < count; ) {
            int step = Math.min(BUFFER_BYTES, count - done);
            base.read(place + done, old, 0, step);
            for (int i = 0; i < step; i++) {
                elements[at + done + i] += old[i];
            }
            done += step;
        }
    }

    private static int count(InputStream operations, int max) throws Undecodable {
        long count = varint(operations);
        require(count <= max, "an operation past the end of the target");
        return (int) count;
    }

    private static long varint(InputStream operations) throws Undecodable {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = next(operations);
            require(next >= 0, "operations cut short");
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new Undecodable("an operation's field of more than 63 bits");
    }

    private static long zigzag(long value) {
        return (value >>> 1) ^ -(value & 1);
    }

    private static int next(InputStream operations) throws Undecodable {
        try {
            return operations.read();
        } catch (IOException e) {
            throw new Undecodable("zstd: " + e.getMessage());
        }
    }

    private static void fill(InputStream operations, byte[] elements, int at, int count) throws Undecodable {
        try {
            if (operations.readNBytes(elements, at, count) < count) {
                throw new EOFException("operations cut short");
            }
        } catch (IOException e) {
            throw new Undecodable("zstd: " + e.getMessage());
        }
    }

    private static void require(boolean holds, String otherwise) throws Undecodable {
        if (!holds) {
            throw new Undecodable(otherwise);
        }
    }
}
