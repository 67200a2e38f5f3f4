package io.modelferry.agent.inference;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modelferry.agent.inference.InferenceRefused.Paused;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.HeldAnswers;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.agent.testing.ToldMemory;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.Shadow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Swaps on a machine that has no memory for two sessions. */
@Timeout(60)
class PauseTest {

    @TempDir
    Path folder;

    private final ToldMemory memory = new ToldMemory();
    private final HeldAnswers held =
            new HeldAnswers(answered -> answered.requestId().equals("held"));
    private ModelRuntime runtime;
    private Slot one;
    private Slot two;

    @BeforeEach
    void open() throws Exception {
        runtime = runtime(10_000);
        one = put(TinyModels.of("Abs"));
        two = put(TinyModels.of("Identity"));
        runtime.serve(MODEL, one); // the first needs no room beside another
    }

    private ModelRuntime runtime(long patienceMillis) {
        return new ModelRuntime(
                digest -> folder.resolve(digest.hex()),
                held,
                new ModelRuntime.Limits(1, 2, 64, patienceMillis),
                new ModelRuntime.Ground(
                        SessionSettings.threads(1), (_, _) -> Proven.NO_PROFILE, System::nanoTime, memory));
    }

    @AfterEach
    void close() {
        held.release();
        runtime.close();
        assertThat(runtime.openSessions()).isZero();
    }

    private Slot put(byte[] model) throws Exception {
        var digest = FakeControlPlane.digestOf(model);
        Files.write(folder.resolve(digest.hex()), model);
        return new Slot(digest, new VersionName("v1"), "fp32");
    }

    private ModelRuntime.Answer infer(String id) throws InferenceRefused {
        return runtime.infer(MODEL, id, Map.of("x", Tensor.floats(new long[] {1, 3}, 1, 2, 3)));
    }

    @Test
    void isNeededOnlyWhereTwoDoNotFit() throws Exception {
        var enough = (48L << 20) + 3 * Files.size(folder.resolve(two.digest().hex()));
        memory.available(enough);
        assertThat(runtime.serve(MODEL, two).pauseMicros()).isZero();

        memory.available(enough - 1);
        assertThat(runtime.serve(MODEL, two).pauseMicros()).isPositive();
    }

    @Test
    void letsRequestsWaitAndFailsNone() throws Exception {
        var going = new AtomicBoolean(true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Object>> clients = new ArrayList<>();
            for (var i = 0; i < 6; i++) {
                clients.add(threads.submit(() -> {
                    while (going.get()) {
                        infer("r");
                    }
                    return null;
                }));
            }

            try {
                for (var swap = 0; swap < 50; swap++) {
                    var cost = runtime.serve(MODEL, swap % 2 == 0 ? two : one);
                    assertThat(cost.pauseMicros()).isGreaterThanOrEqualTo(cost.loadMicros());
                }
            } finally {
                going.set(false);
            }

            for (var client : clients) {
                client.get();
            }
        }
        assertThat(runtime.health(MODEL).errors()).isZero();
    }

    @Test
    void isToldToThoseWhosePatienceEnds() throws Exception {
        runtime.close();
        runtime = runtime(20);
        runtime.serve(MODEL, one);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> infer("held"));
            held.awaitOne();
            var swap = threads.submit(() -> runtime.serve(MODEL, two));
            await().until(() -> runtime.served(MODEL).orElseThrow().paused());

            assertThatThrownBy(() -> infer("r"))
                    .isInstanceOf(Paused.class)
                    .hasMessageContaining("two of it do not fit in memory");

            assertThat(runtime.statistics(MODEL).orElseThrow().rejected()).isEqualTo(1);
            held.release();
            assertThat(first.get().digest()).isEqualTo(one.digest());
            assertThat(swap.get().pauseMicros()).isPositive();
        }
        assertThat(infer("r").digest()).isEqualTo(two.digest());
    }

    @Test
    void endsWithTheOldModelWhereTheNewDoesNotLoad() throws Exception {
        infer("r");

        assertThatThrownBy(() -> runtime.serve(MODEL, put("rubbish".getBytes())))
                .isInstanceOf(UpdateFailure.class);

        assertThat(infer("r").digest()).isEqualTo(one.digest());
        assertThat(runtime.health(MODEL).inferences()).isEqualTo(2);
    }

    @Test
    void leavesNoRoomForAShadow() {
        var plan = new Shadow(1, 1, 1, Duration.ofMinutes(1), 0.9);

        assertThatThrownBy(() -> runtime.beginShadow(MODEL, two, plan))
                .isInstanceOf(UpdateFailure.class)
                .hasMessageContaining("do not fit in memory");
    }
}
