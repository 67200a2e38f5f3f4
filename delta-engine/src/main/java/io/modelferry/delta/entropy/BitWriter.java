package io.modelferry.delta.entropy;

import java.util.Arrays;

/** Bits, least significant first, into a buffer that grows. */
public final class BitWriter {

    private static final int FIRST_BYTES = 256;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int count;
    private long pending;
    private int pendingBits;

    /** Starts anew, in the same buffer. */
    public void clear() {
        count = 0;
        pending = 0;
        pendingBits = 0;
    }

    /** Makes room for so many bytes more. */
    public void reserve(int more) {
        if (count + more + Long.BYTES > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, count + more + Long.BYTES));
        }
    }

    /** @param bits the lowest {@code width} of them count, 0 to 32; the others must be zero */
    public void write(long bits, int width) {
        if (count + Long.BYTES > bytes.length) {
            reserve(bytes.length);
        }
        pending |= bits << pendingBits;
        pendingBits += width;
        LittleEndian.putLong(bytes, count, pending);
        count += pendingBits >>> 3; // whole bytes are done, without asking how many: a branch here would be a coin toss
        pending >>>= pendingBits & ~7;
        pendingBits &= 7;
    }

    /** Writes {@code widths[i]} bits of each of {@code values[0 … count)}; the bits above them are zero. */
    public void writeAll(int[] values, byte[] widths, int count) {
        reserve(count * Integer.BYTES);
        byte[] into = bytes;
        int at = this.count;
        long window = pending;
        int held = pendingBits;
        for (int i = 0; i < count; i++) {
            window |= (values[i] & 0xffff_ffffL) << held;
            held += widths[i];
            LittleEndian.putLong(into, at, window);
            at += held >>> 3;
            window >>>= held & ~7;
            held &= 7;
        }
        this.count = at;
        pending = window;
        pendingBits = held;
    }

    /** LEB128: seven bits a byte, for numbers that are small most of the time. */
    public void writeVarint(int value) {
        for (; value >= 0x80 || value < 0; value >>>= 7) {
            write(value & 0x7f | 0x80, 8);
        }
        write(value, 8);
    }

    /** Fills the last byte with zeros and returns the length so far. */
    public int align() {
        write(0, -pendingBits & 7);
        return count;
    }

    public void copyTo(byte[] into, int offset) {
        System.arraycopy(bytes, 0, into, offset, align());
    }
}
