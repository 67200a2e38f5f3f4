package io.modelferry.delta.testing;

import io.modelferry.delta.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Every value that is unlike the others, next to every other: what each was, what each becomes. */
public final class Extremes {

    private static final long[] FLOATS = {
        0x00000000L, // 0
        0x80000000L, // -0
        0x00000001L, // the smallest subnormal
        0x807fffffL, // the largest subnormal, negative
        0x00800000L, // the smallest normal
        0x3f800000L, // 1
        0xbf800001L, // next to -1
        0x7f7fffffL, // the largest
        0xff7fffffL, // the lowest
        0x7f800000L, // infinity
        0xff800000L, // -infinity
        0x7fc00000L, // NaN
        0x7f800001L, // a signalling NaN
        0xffffffffL, // NaN with all of its payload
        0x7fe12345L, // NaN with some payload
        0xff812345L
    };

    private static final long[] HALVES = {
        0x0000, 0x8000, 0x0001, 0x83ff, 0x0400, 0x3c00, 0xbc01, 0x7bff, 0xfbff, 0x7c00, 0xfc00, 0x7e00, 0x7c01, 0xffff,
        0x7f12
    };

    private static final long[] UPPER_HALVES = {
        0x0000, 0x8000, 0x0001, 0x807f, 0x0080, 0x3f80, 0xbf81, 0x7f7f, 0xff7f, 0x7f80, 0xff80, 0x7fc0, 0x7f81, 0xffff,
        0x7fe1
    };

    private static final long[] INTEGERS = {
        0, 1, -1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0x7fff_ffffL, 0x8000_0000L, Long.MAX_VALUE, Long.MIN_VALUE
    };

    private Extremes() {}

    public static Change of(ElementType type) {
        var values = values(type);
        var from = ByteBuffer.allocate(values.length * values.length * type.width())
                .order(ByteOrder.LITTLE_ENDIAN);
        var to = ByteBuffer.allocate(from.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        for (long before : values) {
            for (long after : values) {
                put(from, before, type.width());
                put(to, after, type.width());
            }
        }
        return new Change("every extreme becomes every other", type, from.array(), to.array());
    }

    private static long[] values(ElementType type) {
        return switch (type) {
            case FLOAT -> FLOATS;
            case FLOAT16 -> HALVES;
            case BFLOAT16 -> UPPER_HALVES;
            default -> INTEGERS;
        };
    }

    private static void put(ByteBuffer into, long value, int width) {
        for (int i = 0; i < width; i++) {
            into.put((byte) (value >>> 8 * i));
        }
    }
}
