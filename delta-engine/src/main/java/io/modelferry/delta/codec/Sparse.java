package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.entropy.BitReader;
import io.modelferry.delta.entropy.BitWriter;
import io.modelferry.delta.entropy.CutShort;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@link Codec#SPARSE}: how many elements differ from the prediction; for each, how many are skipped since the last, and its bytes XOR those of the
 * prediction. Places and bytes apart, each as varints and whole bytes.
 */
final class Sparse implements ChunkCodec {

    /** With more than one element in so many, every other coder does better. */
    private static final int SPARSENESS = 24;

    private final BitWriter out = new BitWriter();

    @Override
    public Codec codec() {
        return Codec.SPARSE;
    }

    @Override
    public byte @Nullable [] encode(Chunk chunk, BaseView base) {
        int width = chunk.type().width();
        var places = differing(chunk, width);
        if (places == null) {
            return null;
        }
        out.clear();
        out.writeVarint(places.length);
        int next = 0;
        for (int place : places) {
            out.writeVarint(place - next);
            next = place + 1;
        }
        for (int place : places) {
            for (int i = place * width; i < (place + 1) * width; i++) {
                out.write((chunk.predicted()[i] ^ chunk.target()[i]) & 0xff, 8);
            }
        }
        var stored = new byte[out.align()];
        out.copyTo(stored, 0);
        return stored;
    }

    private static int @Nullable [] differing(Chunk chunk, int width) {
        var places = new int[chunk.elements() / SPARSENESS + 1];
        int count = 0;
        for (int at = 0; at < chunk.length(); at++) {
            int ahead = Arrays.mismatch(chunk.predicted(), at, chunk.length(), chunk.target(), at, chunk.length());
            if (ahead < 0) {
                break;
            }
            if (count == places.length) {
                return null;
            }
            places[count] = (at + ahead) / width;
            at = (places[count++] + 1) * width - 1;
        }
        return Arrays.copyOf(places, count);
    }

    @Override
    public void decode(byte[] stored, int storedLength, BaseView base, byte[] elements, int length, ElementType type)
            throws Undecodable {
        try {
            decode(new BitReader(stored, 0, storedLength), storedLength, elements, length, type.width());
        } catch (CutShort e) {
            throw new Undecodable(e.reason());
        }
    }

    private static void decode(BitReader in, int storedLength, byte[] elements, int length, int width) throws CutShort {
        int count = length / width;
        var places = new int[in.readVarint(Math.min(count, storedLength))];
        int next = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = next + in.readVarint(count - next - 1);
            next = places[i] + 1;
        }
        for (int place : places) {
            for (int i = place * width; i < (place + 1) * width; i++) {
                elements[i] ^= (byte) in.read(8);
            }
        }
        if (in.align() != storedLength) {
            throw new CutShort("differences that do not end where they should");
        }
    }
}
