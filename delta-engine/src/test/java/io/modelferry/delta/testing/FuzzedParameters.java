package io.modelferry.delta.testing;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.predict.Prediction;
import io.modelferry.delta.predict.Sides;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A fuzzer's bytes made into parameters of a prediction: one byte its kind, one the element type, six the length of the target, six that of the
 * base, six where to predict, then the parameters.
 */
@SuppressWarnings("ArrayRecordComponent")
public record FuzzedParameters(Prediction.Kind kind, Sides sides, long first, byte[] parameters) {

    private static final int HEAD_BYTES = 20;
    private static final long MASK = (1L << 37) - 1;
    private static final long SHORT_MASK = (1L << 17) - 1;

    public static FuzzedParameters of(byte[] input) {
        var in = ByteBuffer.wrap(Arrays.copyOf(input, Math.max(HEAD_BYTES, input.length)))
                .order(ByteOrder.LITTLE_ENDIAN);
        var kinds = Prediction.Kind.values();
        var types = ElementType.values();
        var kind = kinds[(in.get() & 0xff) % kinds.length];
        var type = types[(in.get() & 0xff) % types.length];
        long mask = kind == Prediction.Kind.DERIVED ? SHORT_MASK : MASK; // a derivation may read all of its base
        long elements = Math.max(1, (six(in) & mask) / type.width());
        long base = six(in) & mask;
        long first = six(in) % elements;
        var parameters = new byte[in.remaining()];
        in.get(parameters);
        return new FuzzedParameters(kind, new Sides(type, elements * type.width(), base), first, parameters);
    }

    /** The input that this is made of. */
    public byte[] input() {
        var out = ByteBuffer.allocate(HEAD_BYTES + parameters.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) kind.ordinal()).put((byte) sides.type().ordinal());
        for (long each : new long[] {sides.targetBytes(), sides.baseBytes(), first}) {
            out.putInt((int) each).putShort((short) (each >>> 32));
        }
        return out.put(parameters).array();
    }

    private static long six(ByteBuffer in) {
        return (in.getInt() & 0xffff_ffffL) | (in.getShort() & 0xffffL) << 32;
    }
}
