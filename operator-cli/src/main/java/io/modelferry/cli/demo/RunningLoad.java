package io.modelferry.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A load under way, or machines that join. */
public record RunningLoad(Process process, Path result, Path log) {

    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    /** Waits until every answer is there; the load leaves its lines after that. @return what it wrote, JSON */
    public String result(Duration patience) throws IOException {
        var until = System.nanoTime() + patience.toNanos();
        while (!Files.exists(result)) {
            if (!process.isAlive() && !Files.exists(result)) {
                throw new IOException("the load did not end well; its log: " + log);
            }
            if (System.nanoTime() > until) {
                throw new IOException(
                        "the load has not written " + result + " after " + patience + "; its log: " + log);
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return Files.readString(result);
    }

    public void awaitEnd(Duration patience) throws IOException {
        try {
            if (!process.waitFor(patience)) {
                throw new IOException("the load has not ended after " + patience + "; its log: " + log);
            }
            if (process.exitValue() != 0) {
                throw new IOException("the load did not end well; its log: " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a load ran", e);
        }
    }
}
