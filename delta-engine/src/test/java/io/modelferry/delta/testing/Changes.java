package io.modelferry.delta.testing;

import io.modelferry.delta.ElementType;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What may become of a tensor's elements, of any type: from the usual to the rude. All from fixed seeds. */
public final class Changes {

    private static final int SEED = 4711;

    private Changes() {}

    public static List<Change> of(ElementType type, int count) {
        return List.of(
                none(type, count),
                tuned(type, count),
                tuned(type, count).reversed(),
                few(type, count),
                someRows(type, count),
                coarser(type, count),
                unrelated(type, count),
                fromNothing(type, count),
                fromNothing(type, count).reversed(),
                constant(type, count),
                alternating(type, count));
    }

    public static Change none(ElementType type, int count) {
        var elements = weights(type, 1, count);
        return new Change("nothing moved", type, elements, elements.clone());
    }

    /** Each element moved by about a thousandth of itself, or a code or two. */
    public static Change tuned(ElementType type, int count) {
        var from = weights(type, 1, count);
        return new Change("all moved a little", type, from, moved(type, from, 2));
    }

    public static Change few(ElementType type, int count) {
        var from = weights(type, 1, count);
        var to = from.clone();
        var random = new Random(SEED);
        for (int i = 0; i <= count / 200; i++) {
            to[random.nextInt(to.length)] ^= (byte) (1 + random.nextInt(255));
        }
        return new Change("few moved", type, from, to);
    }

    /** In three of four runs of 64 elements nothing moved. */
    public static Change someRows(ElementType type, int count) {
        var from = weights(type, 1, count);
        var to = moved(type, from, 3);
        int row = 64 * type.width();
        for (int at = 0; at < to.length; at += row) {
            if (at / row % 4 != 1) {
                System.arraycopy(from, at, to, at, Math.min(row, to.length - at));
            }
        }
        return new Change("a quarter of the rows moved", type, from, to);
    }

    /** The low half of each element is zero afterwards, as if it had been narrower once. */
    public static Change coarser(ElementType type, int count) {
        var from = weights(type, 1, count);
        var to = from.clone();
        for (int i = 0; i < to.length; i++) {
            if (type.width() == 1) {
                to[i] &= (byte) 0xf0;
            } else if (i % type.width() < type.width() / 2) {
                to[i] = 0;
            }
        }
        return new Change("low halves lost", type, from, to);
    }

    public static Change unrelated(ElementType type, int count) {
        return new Change("unrelated", type, noise(5, count * type.width()), noise(6, count * type.width()));
    }

    public static Change fromNothing(ElementType type, int count) {
        return new Change("from nothing", type, new byte[count * type.width()], weights(type, 7, count));
    }

    private static Change constant(ElementType type, int count) {
        return new Change("all equal", type, repeated(type, count, 0x3a), repeated(type, count, 0x3b));
    }

    private static Change alternating(ElementType type, int count) {
        var to = repeated(type, count, 0x3a);
        for (int i = 0; i < count; i += 2) {
            to[(i + 1) * type.width() - 1] ^= (byte) 0x80;
        }
        return new Change("signs alternate", type, repeated(type, count, 0x3a), to);
    }

    private static byte[] repeated(ElementType type, int count, int value) {
        var bytes = new byte[count * type.width()];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    public static byte[] weights(ElementType type, long seed, int count) {
        int width = type.width();
        var floats = TinyOnnx.weights(seed, count);
        return switch (type) {
            case FLOAT -> floats;
            case BFLOAT16 -> TinyOnnx.upperHalves(floats);
            case FLOAT16 -> TinyOnnx.halves(floats);
            default -> Arrays.copyOf(TinyOnnx.codes(seed, count * width), count * width);
        };
    }

    private static byte[] moved(ElementType type, byte[] from, long seed) {
        return switch (type) {
            case FLOAT -> TinyOnnx.fineTuned(from, seed, 1e-3);
            default -> nudged(from, type.width(), seed);
        };
    }

    private static byte[] nudged(byte[] from, int width, long seed) {
        var to = from.clone();
        var random = new Random(seed);
        for (int at = 0; at < to.length; at += width) {
            to[at] += (byte) (random.nextInt(3) - 1);
        }
        return to;
    }

    public static byte[] noise(long seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
