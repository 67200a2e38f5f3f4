package io.modelferry.delta.codec;

import java.io.IOException;
import java.util.List;

/**
 * A base of any length with a table of its blocks, for finding where bytes of a target come from. The table has at most {@value #MAX_BLOCKS}
 * blocks, about 40 MiB; blocks are longer the longer the base is. Made once, then read by any number of threads.
 */
public final class IndexedBase implements BaseView {

    private static final int MAX_BLOCKS = 1 << 22;
    private static final int MIN_BLOCK = 32;
    private static final int READ_BYTES = 1 << 20;
    private static final int FILTER_BITS = 1 << 25;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final BaseView base;
    private final int block;
    private final int[] table;
    private final long[] filter = new long[FILTER_BITS >>> 6];

    /** Bytes of the base that shall be found. */
    public record Range(long from, long length) {}

    /** @param ranges in order; the rest of the base can be read, but is not found */
    public IndexedBase(BaseView base, List<Range> ranges) throws IOException {
        this.base = base;
        long least = Math.ceilDiv(base.length(), MAX_BLOCKS);
        this.block = Math.max(MIN_BLOCK, Integer.highestOneBit((int) Math.max(1, 2 * least - 1)));
        long indexed = ranges.stream().mapToLong(Range::length).sum();
        int blocks = (int) (indexed / block);
        this.table = new int[Math.max(16, Integer.highestOneBit(Math.max(1, blocks)) * 2)];
        for (var range : ranges) {
            fill(range);
        }
    }

    /** Blocks begin at multiples of their length, counted from the beginning of the base. */
    private void fill(Range range) throws IOException {
        var bytes = new byte[(int) Math.min(Math.max(READ_BYTES, block), range.length())];
        long end = range.from() + range.length();
        for (long at = Math.ceilDiv(range.from(), block) * (long) block; at + block <= end; at += bytes.length) {
            int count = (int) Math.min(bytes.length, end - at);
            base.read(at, bytes, 0, count);
            for (int from = 0; from + block <= count; from += block) {
                insert(hash(bytes, from), (int) ((at + from) / block) + 1);
            }
        }
    }

    /** The first of equal blocks stays: a file full of zeros must not fill the table with them. */
    private void insert(int hash, int number) {
        if (mayHold(hash) && table[hash & table.length - 1] != 0) {
            return;
        }
        filter[filterBit(hash) >>> 6] |= 1L << filterBit(hash);
        table[hash & table.length - 1] = number;
    }

    boolean mayHold(int hash) {
        int bit = filterBit(hash);
        return (filter[bit >>> 6] >>> bit & 1) != 0;
    }

    /** Where a block of this hash begins; below zero if there is none. Others may have the same hash: compare. */
    long find(int hash) {
        int number = table[hash & table.length - 1];
        return (long) (number - 1) * block;
    }

    int block() {
        return block;
    }

    /** Of the block that begins at {@code at}, by its hash that can be rolled. */
    int hash(byte[] bytes, int at) {
        long sum = 0;
        for (int i = 0; i < block; i++) {
            sum = sum * RollingSum.FACTOR + (bytes[at + i] & 0xff);
        }
        return spread(sum);
    }

    static int spread(long sum) {
        return (int) ((sum * MULTIPLIER) >>> 32);
    }

    private static int filterBit(int hash) {
        return hash >>> 7 & FILTER_BITS - 1;
    }

    @Override
    public long length() {
        return base.length();
    }

    @Override
    public void read(long at, byte[] into, int offset, int count) throws IOException {
        base.read(at, into, offset, count);
    }
}
