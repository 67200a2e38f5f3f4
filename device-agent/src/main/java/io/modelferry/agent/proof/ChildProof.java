package io.modelferry.agent.proof;

import io.modelferry.agent.inference.Memory;
import io.modelferry.agent.inference.ProofRequest;
import io.modelferry.agent.inference.Proven;
import io.modelferry.agent.inference.Proving;
import io.modelferry.agent.inference.SessionSettings;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.Spoken;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves a file in a child process with a time limit, a memory budget and a lower priority. A crash, a hang or a want of memory
 * ends the child only; its files are gone with it.
 */
public final class ChildProof implements Proving {

    /**
     * @param time from the start of the process to its verdict
     * @param memoryBytes that it may take, at most; less if the machine has less, or the publisher said so
     */
    public record Limits(Duration time, long memoryBytes) {

        /** For a device that does nothing but serve models. */
        public static final Limits USUAL = new Limits(Duration.ofMinutes(2), Long.MAX_VALUE);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ChildProof.class);
    private static final long LOOK_MILLIS = 10;
    private static final int FREE_SHARE = 8;

    /** Of a proving process without a model. */
    private static final long CHILD_BYTES = 160L << 20;

    /** What a publisher measured on another machine may be off by. */
    private static final int MARGIN = 2;

    private static final long MOST_STATED = 1L << 50;

    private final Path folder;
    private final SessionSettings settings;
    private final Limits limits;
    private final Memory memory;
    private final Ticks ticks;
    private final String main;

    /**
     * @param folder for the time of a proof; what an earlier agent left there is removed
     * @throws IOException if the folder cannot be made
     */
    public ChildProof(Path folder, SessionSettings settings, Limits limits, Memory memory, Ticks ticks)
            throws IOException {
        this(folder, settings, limits, memory, ticks, ProofMain.class.getName());
    }

    /** @param main what a test starts instead */
    ChildProof(Path folder, SessionSettings settings, Limits limits, Memory memory, Ticks ticks, String main)
            throws IOException {
        this.folder = folder.toAbsolutePath();
        this.settings = settings;
        this.limits = limits;
        this.memory = memory;
        this.ticks = ticks;
        this.main = main;
        remove(this.folder);
        Files.createDirectories(this.folder);
    }

    @Override
    public Proven prove(ProofRequest request, Cancellation cancellation) throws UpdateFailure {
        cancellation.check();
        try {
            var scratch = Files.createTempDirectory(folder, "run-");
            try {
                return prove(scratch, request, cancellation);
            } finally {
                remove(scratch);
            }
        } catch (IOException e) {
            throw new UpdateFailure(FailureCode.STORAGE_FAILED, "no proving process: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpdateFailure(FailureCode.INTERRUPTED, "the proof was interrupted", e);
        }
    }

    private Proven prove(Path scratch, ProofRequest request, Cancellation cancellation)
            throws IOException, InterruptedException, UpdateFailure {
        var budget = budget(request);
        var began = ticks.nanos();
        var child = ProvingProcess.start(ChildCommand.in(scratch, main));
        try {
            cancellation.onRequest(() -> child.end("cancelled"));
            child.tell(new ProofWire.Order(settings, absolute(request)));
            watch(child, began, budget);
            cancellation.check();
            var proven = child.require();
            LOG.info(
                    "{} proven in {} ms",
                    request.model().getFileName(),
                    TimeUnit.NANOSECONDS.toMillis(ticks.nanos() - began));
            return proven;
        } finally {
            child.end("abandoned");
        }
    }

    private void watch(ProvingProcess child, long began, long budget) throws InterruptedException {
        while (!child.ends(LOOK_MILLIS)) {
            if (ticks.nanos() - began > limits.time().toNanos()) {
                child.end("no verdict within " + Spoken.of(limits.time()));
            }
            var taken = child.ownBytes();
            if (taken > budget) {
                child.end("out of memory: it took %d bytes where %d are allowed".formatted(taken, budget));
            }
        }
    }

    /** What the publisher stated with a margin, what the machine can spare, what is allowed: the least of them. */
    private long budget(ProofRequest request) throws IOException {
        var available = memory.availableBytes();
        var spare = available - available / FREE_SHARE;
        var needs = request.needs();
        if (needs == null || needs.memoryBytes() == null) {
            return Math.min(limits.memoryBytes(), spare);
        }
        var stated = Math.min(MOST_STATED, needs.memoryBytes()) + Files.size(request.model());
        return Math.min(Math.min(limits.memoryBytes(), spare), CHILD_BYTES + MARGIN * stated);
    }

    /** The child works in another folder. */
    private static ProofRequest absolute(ProofRequest request) {
        var set = request.set();
        return new ProofRequest(
                request.model().toAbsolutePath(),
                request.opset(),
                request.needs(),
                request.acceptance(),
                set == null ? null : set.toAbsolutePath(),
                request.replaced());
    }

    private static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (var files = Files.walk(tree)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
