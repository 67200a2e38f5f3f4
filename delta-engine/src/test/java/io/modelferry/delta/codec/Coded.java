package io.modelferry.delta.codec;

import io.modelferry.delta.entropy.BitReader;
import io.modelferry.delta.testing.ArrayBase;
import io.modelferry.delta.testing.Change;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A codec between two sides that trust each other with nothing: what is stored is followed by bytes that do not count, and so is the chunk.
 *
 * @param rowLength as in {@link Chunk}
 */
record Coded(ChunkCodec codec, Change change, int rowLength, int rowPhase) {

    private static final int GUARD_BYTES = 64;
    private static final byte GUARD = 0x5c;

    byte @Nullable [] encode() throws IOException {
        var from = guarded(change.from());
        var to = guarded(change.to());
        var chunk = new Chunk(from, to, change.to().length, change.type(), rowLength, rowPhase);
        return codec.encode(chunk, base());
    }

    /** @return the chunk; nothing behind it was touched */
    byte[] decode(byte[] stored) throws Undecodable, IOException {
        return decode(stored, change.to().length);
    }

    byte[] decode(byte[] stored, int length) throws Undecodable, IOException {
        var padded = Arrays.copyOf(stored, stored.length + BitReader.PADDING);
        Arrays.fill(padded, stored.length, padded.length, GUARD);
        var elements = Arrays.copyOf(guarded(change.from()), length + GUARD_BYTES);
        Arrays.fill(elements, length, elements.length, GUARD);
        if (codec.codec().readsBaseFreely()) {
            Arrays.fill(elements, GUARD);
        }

        codec.decode(padded, stored.length, base(), elements, length, change.type());

        for (int i = length; i < elements.length; i++) {
            if (elements[i] != GUARD) {
                throw new AssertionError("wrote behind the chunk");
            }
        }
        return Arrays.copyOf(elements, length);
    }

    private BaseView base() {
        return codec.codec().readsBaseFreely() ? new ArrayBase(change.from()) : BaseView.NONE;
    }

    private static byte[] guarded(byte[] bytes) {
        var longer = Arrays.copyOf(bytes, bytes.length + GUARD_BYTES);
        Arrays.fill(longer, bytes.length, longer.length, GUARD);
        return longer;
    }
}
