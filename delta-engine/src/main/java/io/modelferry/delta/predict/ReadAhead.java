package io.modelferry.delta.predict;

import io.modelferry.delta.codec.BaseView;
import java.io.IOException;

/** A view for many small reads, each a little behind the last: takes blocks from the base and answers out of them. Not for two threads at once. */
final class ReadAhead implements BaseView {

    /** Where places are farther apart than this, a read for each costs no more than all that lies between them. */
    private static final int MAX_STRIDE = 4 * 1024;

    private static final int FIRST_BYTES = 4 * 1024;
    private static final int MAX_BYTES = 64 * 1024;

    private final BaseView base;
    private byte[] block = new byte[FIRST_BYTES];
    private long from;
    private int held;

    private ReadAhead(BaseView base) {
        this.base = base;
    }

    /** @param stride how far apart the places are that are read one after the other, in bytes */
    static BaseView of(BaseView base, long stride) {
        return stride <= MAX_STRIDE ? new ReadAhead(base) : base;
    }

    @Override
    public long length() {
        return base.length();
    }

    @Override
    public void read(long at, byte[] into, int offset, int count) throws IOException {
        if (at < from || at + count > from + held) {
            if (count > MAX_STRIDE) {
                base.read(at, into, offset, count);
                return;
            }
            fill(at);
        }
        System.arraycopy(block, (int) (at - from), into, offset, count);
    }

    /** Twice as much each time, so that little is read in vain where little is wanted. */
    private void fill(long at) throws IOException {
        if (held == block.length && block.length < MAX_BYTES) {
            block = new byte[2 * block.length];
        }
        held = 0; // if the read fails, the block is nothing
        int count = (int) Math.min(block.length, base.length() - at);
        base.read(at, block, 0, count);
        from = at;
        held = count;
    }
}
