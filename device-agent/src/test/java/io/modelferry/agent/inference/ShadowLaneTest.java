package io.modelferry.agent.inference;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.agent.update.ModelHost.Compared;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.Shadow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A candidate in shadow, over real sessions. Each of its runs takes ten milliseconds by the ticks of the test. */
@Timeout(60)
class ShadowLaneTest {

    private static final long RUN_NANOS = 10_000_000;

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - RUN_NANOS); // ticks may turn over
    private final Heard heard = new Heard();
    private ModelRuntime runtime;
    private Slot served;

    /** What telemetry would hear. */
    private static final class Heard implements InferenceListener {

        private final AtomicLong agreed = new AtomicLong();
        private final AtomicLong differed = new AtomicLong();
        private final AtomicLong passedOver = new AtomicLong();
        private volatile CountDownLatch mayGoOn = new CountDownLatch(0);

        @Override
        public void answered(Answered answered) {}

        @Override
        public void failed(ModelName model, ArtifactDigest digest, boolean inSwap) {}

        @Override
        public void rejected(ModelName model, ArtifactDigest digest) {}

        @Override
        public void swapped(ModelName model, ArtifactDigest digest) {}

        @Override
        public void shadowed(ModelName model, ArtifactDigest candidate, boolean same, long latencyMicros) {
            assertThat(latencyMicros).isEqualTo(RUN_NANOS / 1000);
            (same ? agreed : differed).incrementAndGet();
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void passedOver(ModelName model, ArtifactDigest candidate) {
            passedOver.incrementAndGet();
        }
    }

    @BeforeEach
    void open() throws Exception {
        runtime = new ModelRuntime(
                digest -> folder.resolve(digest.hex()),
                heard,
                new ModelRuntime.Limits(1, 2, 8, 10_000),
                new ModelRuntime.Ground(
                        SessionSettings.threads(1),
                        (_, _) -> Proven.NO_PROFILE,
                        () -> Thread.currentThread().getName().startsWith("shadow-")
                                ? nanos.addAndGet(RUN_NANOS)
                                : nanos.get(),
                        Memory.ofThisMachine()));
        served = put(TinyModels.of("Abs"));
        runtime.serve(MODEL, served);
    }

    @AfterEach
    void close() {
        heard.mayGoOn.countDown();
        runtime.close();
        await().until(() -> runtime.openSessions() == 0); // a candidate is let go of by its own thread
    }

    private Slot put(byte[] model) throws Exception {
        var digest = FakeControlPlane.digestOf(model);
        Files.write(folder.resolve(digest.hex()), model);
        return new Slot(digest, new VersionName("v1"), "fp32");
    }

    private static Shadow plan(double share, double cpuShare) {
        return new Shadow(share, cpuShare, 10, Duration.ofMinutes(1), 0.9);
    }

    private void infer(float... row) throws InferenceRefused {
        var answer = runtime.infer(MODEL, "r", Map.of("x", Tensor.floats(new long[] {1, 3}, row)));
        assertThat(answer.digest()).isEqualTo(served.digest());
    }

    private Compared compared() {
        return runtime.compared(MODEL);
    }

    private void awaitInputs(long inputs) {
        await().until(() -> compared().inputs() == inputs);
    }

    @Test
    void seesItsShareOfTheInputsAndTellsAgreementAndLatencyAlone() throws Exception {
        runtime.beginShadow(MODEL, put(TinyModels.of("Identity")), plan(0.5, 1));

        for (var i = 1; i <= 20; i++) {
            infer(1, 2, i <= 10 ? 3 : -3); // of −3, |−3| is the greatest, −3 is not
            awaitInputs(i / 2);
        }

        assertThat(compared().agreed()).isEqualTo(5);
        assertThat(compared().errors()).isZero();
        assertThat(compared().p95Micros()).isBetween(10_000L, 10_625L);
        assertThat(heard.agreed).hasValue(5);
        assertThat(heard.differed).hasValue(5);
    }

    @Test
    void usesNoMoreThanItsShareOfACore() throws Exception {
        runtime.beginShadow(MODEL, put(TinyModels.of("Identity")), plan(1, 0.1));
        infer(1, 2, 3);
        awaitInputs(1);

        infer(1, 2, 3); // 10 ms after the run began, which has to rest for 100
        assertThat(compared().passedOver()).isEqualTo(1);

        nanos.addAndGet(8 * RUN_NANOS);
        infer(1, 2, 3);
        assertThat(compared().passedOver()).isEqualTo(2);

        nanos.addAndGet(RUN_NANOS);
        infer(1, 2, 3);
        awaitInputs(2);
        assertThat(heard.passedOver).hasValue(2);
    }

    @Test
    void seesNothingWithoutAShareOfACore() throws Exception {
        runtime.beginShadow(MODEL, put(TinyModels.of("Identity")), plan(1, 0));

        infer(1, 2, 3);

        assertThat(compared()).isEqualTo(new Compared(0, 0, 1, 0, 0));
    }

    @Test
    void holdsNoRequestUpWhileItIsBusy() throws Exception {
        heard.mayGoOn = new CountDownLatch(1);
        runtime.beginShadow(MODEL, put(TinyModels.of("Identity")), plan(1, 1));
        infer(1, 2, 3);
        awaitInputs(1);

        for (var i = 0; i < 50; i++) {
            infer(1, 2, 3);
        }

        assertThat(compared().passedOver()).isEqualTo(50);
    }

    @Test
    void keepsTheCandidatesFailuresFromTheRequests() throws Exception {
        runtime.beginShadow(MODEL, put(TinyModels.of("Log")), plan(1, 1));
        infer(1, -1, 1); // no number
        awaitInputs(1);
        runtime.beginShadow(MODEL, put(Files.readAllBytes(TinyModels.meterReader(1))), plan(1, 1));
        infer(1, 2, 3); // not its input
        awaitInputs(1);

        assertThat(compared().errors()).isEqualTo(1);
        assertThat(compared().agreed()).isZero();
        assertThat(runtime.health(MODEL).errors()).isZero();
    }

    @Test
    void beginsToServeWithTheSessionThatWasInShadow() throws Exception {
        var candidate = put(TinyModels.of("Identity"));
        runtime.beginShadow(MODEL, candidate, plan(1, 1));
        infer(1, 2, 3);
        awaitInputs(1);
        Files.delete(folder.resolve(candidate.digest().hex()));

        var swap = runtime.serve(MODEL, candidate);

        served = candidate;
        infer(1, 2, 3);
        assertThat(swap.loadMicros()).isPositive();
        assertThat(compared()).isEqualTo(Compared.NONE);
        await().until(() -> runtime.openSessions() == 1);
    }

    @Test
    void letsGoOfTheCandidateAtItsEndEvenInARun() throws Exception {
        heard.mayGoOn = new CountDownLatch(1);
        runtime.beginShadow(MODEL, put(TinyModels.of("Identity")), plan(1, 1));
        infer(1, 2, 3);
        awaitInputs(1);

        runtime.endShadow(MODEL);

        assertThat(compared()).isEqualTo(Compared.NONE);
        await().until(() -> runtime.openSessions() == 1);
        infer(1, 2, 3);
    }

    @Test
    void doesNotBeginWithWhatDoesNotLoadOrWithoutAModel() throws Exception {
        assertThatThrownBy(() -> runtime.beginShadow(MODEL, put("rubbish".getBytes()), plan(1, 1)))
                .isInstanceOf(UpdateFailure.class);
        runtime.retire(MODEL);
        assertThatThrownBy(() -> runtime.beginShadow(MODEL, served, plan(1, 1))).isInstanceOf(UpdateFailure.class);
    }

    @Test
    void comparesNumbersWhereThereAreNoClasses() {
        var one = Map.of("y", Tensor.floats(new long[] {3}, 1, -2, 0));

        assertThat(Agreement.same(one, Map.of("y", Tensor.floats(new long[] {3}, 1.0009f, -2, 1e-7f))))
                .isTrue();
        assertThat(Agreement.same(one, Map.of("y", Tensor.floats(new long[] {3}, 1.002f, -2, 0))))
                .isFalse();
        assertThat(Agreement.same(one, Map.of("y", Tensor.floats(new long[] {3}, Float.NaN, -2, 0))))
                .isFalse();
        assertThat(Agreement.same(one, Map.of("y", Tensor.floats(new long[] {1, 3}, 1, -2, 0))))
                .isFalse();
        assertThat(Agreement.same(one, Map.of("z", Tensor.floats(new long[] {3}, 1, -2, 0))))
                .isFalse();
    }
}
