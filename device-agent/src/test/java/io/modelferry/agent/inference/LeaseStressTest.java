package io.modelferry.agent.inference;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.agent.inference.InferenceRefused.NoSuchModel;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.Shadow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests, swaps, shadows and ends of a model at once, over real sessions. A session that is closed while somebody runs it takes
 * the process down, or throws: either fails the test.
 */
@Timeout(60)
class LeaseStressTest {

    private static final int CLIENTS = 8;
    private static final int SWAPS = 3000;
    private static final int FEWEST_SWAPS = 50;
    private static final long LONGEST_NANOS = 5_000_000_000L; // on a machine that is busy with other things
    private static final ModelName OTHER = new ModelName("comes-and-goes");

    @TempDir
    Path folder;

    private final AtomicBoolean going = new AtomicBoolean(true);
    private final AtomicLong answered = new AtomicLong();
    private final Map<String, Tensor> inputs = Map.of("x", Tensor.floats(new long[] {1, 3}, -1, 2, -3));

    private Slot put(byte[] model) throws Exception {
        var digest = FakeControlPlane.digestOf(model);
        Files.write(folder.resolve(digest.hex()), model);
        return new Slot(digest, new VersionName("v1"), "fp32");
    }

    @Test
    void failsNoRequestAndClosesEverySessionOnce() throws Exception {
        var one = put(TinyModels.of("Abs"));
        var two = put(TinyModels.of("Identity"));
        var runtime = new ModelRuntime(
                digest -> folder.resolve(digest.hex()),
                InferenceListener.NONE,
                new ModelRuntime.Limits(1, 2, 64, 30_000));
        runtime.serve(MODEL, one);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = start(threads, CLIENTS, () -> clientOf(runtime, one, two));
            var guests = start(threads, 2, () -> guestOf(runtime));
            var coming = threads.submit(() -> comeAndGo(runtime, one, two));
            var swaps = 0;
            try {
                for (var began = System.nanoTime();
                        swaps < SWAPS && System.nanoTime() - began < LONGEST_NANOS;
                        swaps++) {
                    shadowOrNot(runtime, swaps, one, two);
                    runtime.serve(MODEL, swaps % 2 == 0 ? two : one);
                }
            } finally {
                going.set(false);
            }
            coming.get();
            assertThat(swaps).isGreaterThan(FEWEST_SWAPS);
            for (Future<Void> client : clients) {
                client.get();
            }
            for (Future<Void> guest : guests) {
                guest.get();
            }
        }
        assertThat(answered.get()).isGreaterThan(FEWEST_SWAPS);
        assertThat(runtime.health(MODEL).errors()).isZero();

        runtime.close();
        await().until(() -> runtime.openSessions() == 0); // a candidate is let go of by its own thread
    }

    private static List<Future<Void>> start(ExecutorService threads, int many, Callable<Void> client) {
        List<Future<Void>> started = new ArrayList<>();
        for (var i = 0; i < many; i++) {
            started.add(threads.submit(client));
        }
        return started;
    }

    private Void clientOf(ModelRuntime runtime, Slot one, Slot two) throws InferenceRefused {
        while (going.get()) {
            var answer = runtime.infer(MODEL, "r", inputs);
            assertThat(answer.digest()).isIn(one.digest(), two.digest());
            var first = answer.digest().equals(one.digest()) ? 1 : -1;
            assertThat(answer.outputs().get("y").floats()[0])
                    .isEqualTo(first); // the digest names the file that answered
            answered.incrementAndGet();
        }
        return null;
    }

    private Void guestOf(ModelRuntime runtime) throws InferenceRefused {
        while (going.get()) {
            try {
                runtime.infer(OTHER, "r", inputs);
            } catch (NoSuchModel gone) {
                Thread.yield();
            }
        }
        return null;
    }

    private Void comeAndGo(ModelRuntime runtime, Slot one, Slot two) throws Exception {
        for (var i = 0; going.get(); i++) {
            runtime.serve(OTHER, i % 2 == 0 ? one : two);
            runtime.retire(OTHER);
        }
        return null;
    }

    /** Some swaps end a shadow, some begin to serve what was in it, some come without. */
    private static void shadowOrNot(ModelRuntime runtime, int swap, Slot one, Slot two) throws Exception {
        if (swap % 3 == 0) {
            runtime.beginShadow(MODEL, swap % 2 == 0 ? two : one, new Shadow(1, 1, 1, Duration.ofMinutes(1), 0.5));
            Thread.yield();
        }
        if (swap % 9 == 0) {
            runtime.endShadow(MODEL);
        }
    }
}
