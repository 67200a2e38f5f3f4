package io.modelferry.delta.testing;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** A pipe that gives a few bytes at a time: one, two, … as many as it may, and over again. */
public final class Trickle implements ReadableByteChannel {

    private final ByteBuffer bytes;
    private final int most;
    private int next = 1;
    private boolean open = true;

    public Trickle(byte[] bytes, int most) {
        this.bytes = ByteBuffer.wrap(bytes);
        this.most = most;
    }

    @Override
    public int read(ByteBuffer into) {
        if (!bytes.hasRemaining()) {
            return -1;
        }
        int count = Math.min(next, Math.min(bytes.remaining(), into.remaining()));
        into.put(bytes.slice(bytes.position(), count));
        bytes.position(bytes.position() + count);
        next = next % most + 1;
        return count;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
