package io.modelferry.delta.testing;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Bits put together by hand, the lowest first; independent of our writer. */
public final class Bits {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int pending;
    private int held;

    public Bits field(int width, long value) {
        for (int i = 0; i < width; i++) {
            pending |= (int) (value >>> i & 1) << held;
            if (++held == 8) {
                out.write(pending);
                pending = 0;
                held = 0;
            }
        }
        return this;
    }

    /** {@code count} times zero. */
    public Bits zeros(int width, int count) {
        return field(width * count, 0);
    }

    /** Zeros up to the next whole byte. */
    public Bits align() {
        return held == 0 ? this : field(8 - held, 0);
    }

    public Bits state(long state) {
        return field(64, state);
    }

    public Bits hex(String bytes) {
        align();
        out.writeBytes(HexFormat.of().parseHex(bytes.replace(" ", "")));
        return this;
    }

    public byte[] toByteArray() {
        align();
        return out.toByteArray();
    }
}
