package io.modelferry.delta.entropy;

/**
 * The reading half of {@link BitWriter}, over bytes from outside. Looks up to {@value #PADDING} bytes past the end, which must be there
 * and do not count.
 */
public final class BitReader {

    /** Bytes that the array has beyond those that count. */
    public static final int PADDING = 16;

    private final byte[] bytes;
    private final long endBits;
    private long at;

    /** @param length bytes that count; the array is at least {@value #PADDING} longer */
    public BitReader(byte[] bytes, int from, int length) {
        if (bytes.length < length + PADDING) {
            throw new IllegalArgumentException("no room to look ahead");
        }
        this.bytes = bytes;
        this.at = (long) from << 3;
        this.endBits = (long) length << 3;
    }

    /** @param width 0 to 32 */
    public int read(int width) throws CutShort {
        long next = at + width;
        if (next > endBits) {
            throw new CutShort("coded bytes end in the middle");
        }
        long window = LittleEndian.getLong(bytes, (int) (at >>> 3)) >>> (at & 7);
        at = next;
        return (int) (window & ((1L << width) - 1));
    }

    /** @param max inclusive */
    public int readVarint(int max) throws CutShort {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = read(8);
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                if (value > max) {
                    throw new CutShort("a count of " + value + ", at most " + max + " can be");
                }
                return (int) value;
            }
        }
        throw new CutShort("a count without an end");
    }

    /** Skips to the next whole byte. @return its offset in the array */
    public int align() {
        at = (at + 7) & ~7L;
        return (int) (at >>> 3);
    }
}
