package io.modelferry.delta.format;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Sends what was written to the device while more is being made, so that the last flush has little left to do. A flush that fails is told by
 * {@link #finish}: the system tells each failure once.
 */
public final class WriteBehind {

    private static final long ENOUGH = 4L * 1024 * 1024;

    private final FileChannel channel;
    private long waiting;
    private @Nullable Thread flushing;
    private volatile @Nullable IOException failure;

    public WriteBehind(FileChannel channel) {
        this.channel = channel;
    }

    /** So many more bytes were written to the channel. */
    public void wrote(int bytes) {
        waiting += bytes;
        if (waiting >= ENOUGH && (flushing == null || !flushing.isAlive())) {
            waiting = 0;
            flushing = Thread.ofPlatform().name("delta-flush").daemon().start(this::flush);
        }
    }

    private void flush() {
        try {
            channel.force(false);
        } catch (ClosedChannelException e) {
            // the file is given up
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Waits, then flushes the rest. */
    public void finish() throws IOException {
        stop();
        if (failure != null) {
            throw new IOException("the device did not take what was written", failure);
        }
        channel.force(true);
    }

    /** Waits for a flush that is under way. */
    public void stop() {
        while (flushing != null && flushing.isAlive()) {
            try {
                flushing.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return; // closing the channel ends it
            }
        }
    }
}
