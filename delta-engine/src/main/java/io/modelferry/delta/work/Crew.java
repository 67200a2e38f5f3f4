package io.modelferry.delta.work;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Threads that code or decode chunks; gone when closed, whatever they were at. */
public final class Crew implements AutoCloseable {

    private final ExecutorService threads;
    private final int size;

    public Crew(int size) {
        this.size = size;
        this.threads = Executors.newFixedThreadPool(
                size, Thread.ofPlatform().name("delta-", 0).daemon().factory());
    }

    public int size() {
        return size;
    }

    public <T extends @Nullable Object> Future<T> start(Callable<T> work) {
        return threads.submit(work);
    }

    /** Waits. Throws what the work threw. */
    public <T extends @Nullable Object> T result(Future<T> work) throws IOException {
        try {
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted in the middle of a delta");
        } catch (ExecutionException e) {
            throw rethrown(Objects.requireNonNull(e.getCause()));
        }
    }

    /** Waits for work whose outcome nobody wants any more. */
    public void forget(Future<?> work) {
        try {
            result(work);
        } catch (IOException | RuntimeException e) {
            // the failure that ends everything is already on its way to the caller
        }
    }

    private static IOException rethrown(Throwable cause) {
        switch (cause) {
            case IOException e -> {
                return e;
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(cause);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
