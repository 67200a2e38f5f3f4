package io.modelferry.optimizer.worker;

import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.optimizer.worker.Message.Progress;
import io.modelferry.optimizer.worker.Message.Reason;
import io.modelferry.optimizer.worker.Message.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs jobs in a process of their own: whatever a model does to its parser, it does it there. */
public final class Worker {

    private static final long LOOK_MILLIS = 50;
    private static final Set<String> ENVIRONMENT =
            Set.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TMP", "TEMP", "SystemRoot", "LD_LIBRARY_PATH");

    private final Limits limits;
    private final Path scratch;

    /** @param scratch an existing folder in which each child has one of its own while it lives */
    public Worker(Limits limits, Path scratch) {
        this.limits = limits;
        this.scratch = scratch;
    }

    /**
     * Waits for the job to end, at most as long as the limits say.
     *
     * @param cancelled asked several times a second; true kills the child
     * @return {@link Failed} with the reason if a limit ended it; nothing half-written is left
     */
    public Result run(Job job, Consumer<Progress> progress, BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        var own = Files.createTempDirectory(scratch, "worker");
        var child = start(job, own);
        try (var lifeline = child.getOutputStream()) { // its end tells the child that nobody waits any more
            var result = new AtomicReference<@Nullable Result>();
            var reader = CompletableFuture.runAsync(
                    () -> read(child, progress, result), Thread.ofPlatform().daemon()::start);
            send(job, lifeline);
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
            remove(own);
        }
    }

    /** Where a file grows before it has its name. */
    static Path part(Path out) {
        return out.resolveSibling(out.getFileName() + ".part");
    }

    /** Of our environment the child gets what a JVM needs, and no secret. */
    private Process start(Job job, Path own) throws IOException {
        var builder = new ProcessBuilder(command(job, own)).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().retainAll(ENVIRONMENT);
        return builder.start();
    }

    /** Our own Java and class path; the path in a file, because ONNX Runtime 1.29 crashes where a command line has 20 kB. */
    private List<String> command(Job job, Path own) throws IOException {
        var classPath = System.getProperty("java.class.path").replace("\\", "\\\\");
        var file = Files.writeString(own.resolve("class-path"), "-cp \"" + classPath + "\"");
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+SuppressFatalErrorMessage", // no report and no core file of a model that breaks it
                "-XX:TieredStopAtLevel=" + (makes(job) ? 4 : 1), // what only measures is up sooner
                "-Xmx" + limits.heapBytes(),
                "-Djava.io.tmpdir=" + own,
                "@" + file,
                WorkerMain.class.getName());
    }

    /** Whether it rewrites models, which is work for a compiler. */
    private static boolean makes(Job job) {
        return switch (job) {
            case Job.Rewrite _, Job.Calibrate _, Job.Spare _ -> true;
            case Job.Find _, Job.Prove _, Job.Measure _, Job.Trace _ -> false;
        };
    }

    private static void send(Job job, OutputStream input) {
        try {
            input.write((Lines.job(job) + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
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
                return new Failed(Reason.OUT_OF_TIME, "the job took longer than " + words(limits.time()));
            }
            if (residentBytes(child) > limits.residentBytes()) {
                return new Failed(
                        Reason.OUT_OF_MEMORY, "the process had more than %d bytes".formatted(limits.residentBytes()));
            }
        }
        return null;
    }

    private static String words(Duration time) {
        return time.toSecondsPart() == 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
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

    /** What a killed child could not clear away: native libraries, half-written files. */
    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
