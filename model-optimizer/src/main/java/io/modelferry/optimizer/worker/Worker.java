package io.modelferry.optimizer.worker;

import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.optimizer.worker.Message.Progress;
import io.modelferry.optimizer.worker.Message.Reason;
import io.modelferry.optimizer.worker.Message.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs jobs in a process of their own: whatever a model does to its parser, it does it there. */
public final class Worker {

    private static final long LOOK_MILLIS = 50;

    private final List<String> command;
    private final Limits limits;

    /** A child with this process's Java and class path. */
    public Worker(Limits limits) {
        this(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-Xmx" + limits.heapBytes(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerMain.class.getName()),
                limits);
    }

    /** @param command that starts {@link WorkerMain}, where the class path alone does not */
    public Worker(List<String> command, Limits limits) {
        this.command = List.copyOf(command);
        this.limits = limits;
    }

    /**
     * Waits for the job to end, at most as long as the limits say.
     *
     * @param cancelled asked several times a second; true kills the child
     * @return {@link Failed} with the reason if a limit ended it; nothing half-written is left
     */
    public Result run(Job job, Consumer<Progress> progress, BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        var child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            var result = new AtomicReference<@Nullable Result>();
            var reader = CompletableFuture.runAsync(() -> read(child, progress, result), Thread::startVirtualThread);
            send(job, child);
            var killed = watch(child, cancelled);
            if (killed != null) {
                return killed;
            }
            reader.join();
            var said = result.get();
            return said == null
                    ? new Failed(
                            Reason.CRASHED, "the process ended with code %d and no result".formatted(child.exitValue()))
                    : said;
        } finally {
            child.destroyForcibly().waitFor();
            removePart(job);
        }
    }

    /** Where a file grows before it has its name. */
    static Path part(Path out) {
        return out.resolveSibling(out.getFileName() + ".part");
    }

    private static void send(Job job, Process child) {
        try (var input = child.getOutputStream()) {
            input.write((Lines.job(job) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // a child that died before it read says so by its exit code
        }
    }

    private @Nullable Failed watch(Process child, BooleanSupplier cancelled) throws InterruptedException {
        var deadline = System.nanoTime() + limits.time().toNanos();
        while (!child.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (cancelled.getAsBoolean()) {
                return new Failed(Reason.CANCELLED, "the job was cancelled");
            }
            if (System.nanoTime() - deadline > 0) {
                return new Failed(Reason.OUT_OF_TIME, "the job took longer than " + limits.time());
            }
            if (residentBytes(child) > limits.residentBytes()) {
                return new Failed(
                        Reason.OUT_OF_MEMORY, "the process had more than %d bytes".formatted(limits.residentBytes()));
            }
        }
        return null;
    }

    private static long residentBytes(Process child) {
        try {
            return ResidentSet.of(Long.toString(child.pid())).bytes();
        } catch (IOException e) {
            return 0; // gone already, or a system without /proc: heap and time still hold
        }
    }

    private static void read(Process child, Consumer<Progress> progress, AtomicReference<@Nullable Result> result) {
        try (var lines = child.inputReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                accept(line, progress, result);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void accept(String line, Consumer<Progress> progress, AtomicReference<@Nullable Result> result) {
        try {
            switch (Lines.message(line)) {
                case Progress step -> progress.accept(step);
                case Result last -> result.set(last);
            }
        } catch (IllegalArgumentException e) {
            // not ours: libraries print too
        }
    }

    private static void removePart(Job job) throws IOException {
        if (job instanceof Job.Rewrite rewrite) {
            Files.deleteIfExists(part(rewrite.out()));
        }
    }
}
