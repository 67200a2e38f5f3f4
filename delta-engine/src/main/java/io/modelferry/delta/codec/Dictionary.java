package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.entropy.LittleEndian;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@link Codec#DICTIONARY}: one zstd frame with all of the base as its dictionary. The graph of a model repeats that of its ancestor. */
final class Dictionary implements ChunkCodec {

    /** A decoder holds it in memory. */
    static final int MAX_BASE_BYTES = 4 * 1024 * 1024;

    private final ZstdFrames zstd;

    Dictionary(ZstdFrames zstd) {
        this.zstd = zstd;
    }

    @Override
    public Codec codec() {
        return Codec.DICTIONARY;
    }

    @Override
    public byte @Nullable [] encode(Chunk chunk, BaseView base) throws IOException {
        if (base.length() < Integer.BYTES || base.length() > MAX_BASE_BYTES) {
            return null;
        }
        var dictionary = all(base);
        return isTrained(dictionary) ? null : zstd.compress(chunk.target(), chunk.length(), dictionary);
    }

    @Override
    public void decode(byte[] stored, int storedLength, BaseView base, byte[] elements, int length, ElementType type)
            throws Undecodable, IOException {
        if (base.length() < Integer.BYTES || base.length() > MAX_BASE_BYTES) {
            throw new Undecodable("a dictionary of " + base.length() + " bytes");
        }
        var dictionary = all(base);
        if (isTrained(dictionary)) {
            throw new Undecodable("a base that zstd would take for a trained dictionary");
        }
        zstd.decompress(stored, storedLength, elements, length, dictionary);
    }

    /** RFC 8878, section 5: such a dictionary brings tables that could be anything. */
    private static boolean isTrained(byte[] dictionary) {
        return LittleEndian.getInt(dictionary, 0) == 0xEC30A437;
    }

    private static byte[] all(BaseView base) throws IOException {
        var bytes = new byte[(int) base.length()];
        base.read(0, bytes, 0, bytes.length);
        return bytes;
    }
}
