package io.modelferry.delta.generate;

import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Coders for whichever threads want one, made when none is free. */
final class CoderPool implements AutoCloseable {

    private final Effort effort;
    private final ArrayDeque<Coder> free = new ArrayDeque<>();

    CoderPool(Effort effort) {
        this.effort = effort;
    }

    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T with(Coder coder) throws IOException;
    }

    <T extends @Nullable Object> T with(Work<T> work) throws IOException {
        var coder = borrow();
        try {
            return work.with(coder);
        } finally {
            synchronized (free) {
                free.push(coder);
            }
        }
    }

    private Coder borrow() {
        synchronized (free) {
            return free.isEmpty() ? new Coder(effort) : free.pop();
        }
    }

    /** After all work has ended. */
    @Override
    public void close() {
        free.forEach(Coder::close);
    }
}
