package io.modelferry.agent.proof;

import io.modelferry.agent.inference.Proven;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One proving process, from its start to its end: what it said, what it took, and why it ended. */
final class ProvingProcess {

    private static final int SIGNALLED = 128;
    private static final long KIB = 1024;
    private static final Map<Integer, String> SIGNALS =
            Map.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

    private final Process process;
    private final Tail tail = new Tail();
    private final CrashReport crash = new CrashReport();
    private final Thread out;
    private final Thread err;
    private volatile boolean begun;
    private volatile @Nullable Verdict verdict;
    private volatile @Nullable String endedFor;

    private ProvingProcess(Process process) {
        this.process = process;
        this.out = Thread.ofPlatform().daemon().start(() -> Tail.drain(process.getInputStream(), this::said));
        this.err = Thread.ofPlatform().daemon().start(() -> Tail.drain(process.getErrorStream(), tail::add));
    }

    /** @throws IOException if the system starts no more processes */
    static ProvingProcess start(ProcessBuilder builder) throws IOException {
        return new ProvingProcess(builder.start());
    }

    /** Its input stays open: when it closes, whoever asked is gone. */
    void tell(ProofWire.Order order) {
        try {
            var in = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
            ProofWire.write(in, order);
            in.flush();
        } catch (IOException e) {
            tail.add(String.valueOf(e.getMessage())); // it ended before it listened: its exit code says more
        }
    }

    private void said(String line) {
        if (line.equals(Verdict.BEGUN)) {
            begun = true;
        } else if (!crash.takes(line)) {
            Verdict.read(line).ifPresentOrElse(read -> verdict = read, () -> tail.add(line));
        }
    }

    /** @return false if the time is over and it still runs */
    boolean ends(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** Ends it at once. */
    void end(String reason) {
        if (process.isAlive() && endedFor == null) {
            endedFor = reason;
        }
        process.destroyForcibly();
    }

    /** Memory of its own, in RAM or swapped out, in bytes; 0 where the system does not tell. */
    long ownBytes() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("RssAnon:") || line.startsWith("VmSwap:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                    .sum();
        } catch (IOException e) {
            return 0; // it has just ended, or there is no such file on this system
        }
    }

    /**
     * After its end.
     *
     * @throws UpdateFailure its verdict, or PROBE_CRASHED with how it ended and its last lines; INTERRUPTED if it ended before it
     *     touched the model
     */
    Proven require() throws UpdateFailure, InterruptedException {
        out.join();
        err.join();
        if (!begun) {
            throw new UpdateFailure(FailureCode.INTERRUPTED, ending());
        }
        var reason = endedFor;
        if (reason != null) {
            throw new UpdateFailure(FailureCode.PROBE_CRASHED, reason);
        }
        var said = verdict;
        if (said == null || process.exitValue() != 0) {
            throw new UpdateFailure(FailureCode.PROBE_CRASHED, ending());
        }
        return switch (said) {
            case Verdict.Passed(var proven) -> proven;
            case Verdict.Failed(var code, var detail) -> throw new UpdateFailure(code, detail);
        };
    }

    private String ending() {
        var lines = tail.text();
        return "the proving process ended: " + how() + (lines.isEmpty() ? "" : ": " + lines);
    }

    private String how() {
        var exit = process.exitValue();
        var signal = exit > SIGNALLED ? SIGNALS.getOrDefault(exit - SIGNALLED, "a signal") : "";
        if (signal.equals("SIGKILL")) {
            return "SIGKILL, exit 137, most likely by the system for want of memory";
        }
        return crash.text().orElse(signal.isEmpty() ? "no verdict" : signal) + ", exit " + exit;
    }
}
