package io.modelferry.agent.inference;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.inference.InferenceRefused.BadInput;
import io.modelferry.agent.inference.InferenceRefused.ModelFailed;
import io.modelferry.agent.inference.InferenceRefused.NoSuchModel;
import io.modelferry.agent.inference.InferenceRefused.Overloaded;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.HeldAnswers;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.ModelHost.Candidate;
import io.modelferry.agent.update.ModelHost.Health;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.Acceptance;
import io.modelferry.protocol.trust.SignedModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelRuntimeTest {

    @TempDir
    Path folder;

    private ModelRuntime runtime = runtime(new ModelRuntime.Limits(1, 4, 64, 10_000));

    private ModelRuntime runtime(ModelRuntime.Limits limits) {
        return new ModelRuntime(digest -> folder.resolve(digest.hex()), InferenceListener.NONE, limits);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private ArtifactDigest put(byte[] bytes) throws Exception {
        var digest = FakeControlPlane.digestOf(bytes);
        Files.write(folder.resolve(digest.hex()), bytes);
        return digest;
    }

    private ArtifactDigest meterReader(int version) throws Exception {
        return put(Files.readAllBytes(TinyModels.meterReader(version)));
    }

    private Acceptance acceptance(double minAccuracy) throws Exception {
        var npz = Files.readAllBytes(TinyModels.acceptanceSet());
        return new Acceptance(put(npz), npz.length, minAccuracy);
    }

    private static Candidate candidate(ArtifactDigest digest, @Nullable Acceptance acceptance) {
        var signed = new SignedModel(MODEL, new VersionName("v1"), "fp32", digest, 1, 1, 0, 17, acceptance);
        return new Candidate(MODEL, signed, new Cancellation());
    }

    private static Slot slot(ArtifactDigest digest, String version) {
        return new Slot(digest, new VersionName(version), "fp32");
    }

    private static Tensor floats(long[] shape, float... values) {
        var data = Tensor.allocate(Datatype.FP32, values.length);
        for (var value : values) {
            data.putFloat(value);
        }
        return new Tensor(Datatype.FP32, shape, data.flip());
    }

    private static Map<String, Tensor> picture() {
        return Map.of("image", floats(new long[] {1, 1, 16, 16}, new float[256]));
    }

    @Test
    void answersWithTheModelThatServes() throws Exception {
        var abs = put(TinyModels.of("Abs"));
        runtime.serve(MODEL, slot(abs, "v1"));

        var answer = runtime.infer(MODEL, "r1", Map.of("x", floats(new long[] {2, 3}, -1, 2, -3, 4, -5, 6)));

        var y = answer.outputs().get("y");
        assertThat(IntStream.range(0, 6).mapToDouble(y::at)).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
        assertThat(answer.digest()).isEqualTo(abs);
        assertThat(runtime.health(MODEL).inferences()).isEqualTo(1);
        assertThat(runtime.health(MODEL).errors()).isZero();
    }

    @Test
    void takesATensorFromTheHeapAsWell() throws Exception {
        runtime.serve(MODEL, slot(put(TinyModels.of("Abs")), "v1"));
        var heap = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder());
        heap.putFloat(-1).putFloat(2).putFloat(-3).flip();

        var answer = runtime.infer(MODEL, "r1", Map.of("x", new Tensor(Datatype.FP32, new long[] {1, 3}, heap)));

        assertThat(answer.outputs().get("y").floats()).containsExactly(1, 2, 3);
    }

    @Test
    void tellsHowAModelDoes() throws Exception {
        var one = put(TinyModels.of("Abs"));
        runtime.serve(MODEL, slot(one, "v1"));
        runtime.infer(MODEL, "r1", Map.of("x", Tensor.floats(new long[] {3, 3}, 1, 2, 3, 4, 5, 6, 9, 8, 7)));
        runtime.labelled(MODEL, one, true);
        runtime.labelled(MODEL, one, false);

        var before = runtime.health(MODEL);
        var swap = runtime.serve(MODEL, slot(put(TinyModels.of("Identity")), "v2"));
        runtime.labelled(MODEL, one, true);

        assertThat(before.p95Micros()).isPositive();
        assertThat(before).isEqualTo(new Health(1, 0, before.p95Micros(), 3, 2, 2, 1));
        assertThat(runtime.health(MODEL)).isEqualTo(Health.NONE);
        assertThat(swap.loadMicros()).isPositive();
        assertThat(swap.pauseMicros()).isZero();
    }

    @Test
    void letsAThreadOfItsOwnCloseSessionsAndWaitsForIt() throws Exception {
        runtime.serve(MODEL, slot(put(TinyModels.of("Abs")), "v1"));
        runtime.serve(MODEL, slot(put(TinyModels.of("Identity")), "v2"));

        runtime.close();

        assertThat(runtime.openSessions()).isZero();
        assertThatThrownBy(() -> runtime.serve(MODEL, slot(put(TinyModels.of("Abs")), "v1")))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INTERRUPTED));
    }

    @Test
    void answersTheDemosModel() throws Exception {
        runtime.serve(MODEL, slot(meterReader(1), "v1"));

        var answer = runtime.infer(MODEL, "r1", picture());

        assertThat(answer.outputs().get("logits").shape()).containsExactly(1, 10);
    }

    @Test
    void letsAModelInThatPassesItsAcceptanceSet() throws Exception {
        var result = runtime.probe(candidate(meterReader(2), acceptance(0.95))).orElseThrow();

        assertThat(result.cases()).isEqualTo(256);
        assertThat(result.labelled()).isEqualTo(256);
        assertThat(result.correct()).isBetween(244, 255);
        assertThat(result.classCounts()).hasSize(10);
    }

    @Test
    void tellsNothingOfAnAcceptanceSetWhereThereIsNone() throws Exception {
        assertThat(runtime.probe(candidate(meterReader(2), null))).isEmpty();
    }

    @Test
    void keepsAModelOutThatIsWrongTooOften() throws Exception {
        assertProbeFails(candidate(meterReader(2), acceptance(0.9999)), FailureCode.ACCEPTANCE_FAILED);
    }

    @Test
    void keepsAModelOutThatDoesNotTakeTheAcceptanceSetsInputs() throws Exception {
        assertProbeFails(candidate(put(TinyModels.of("Abs")), acceptance(0.5)), FailureCode.INCOMPATIBLE);
    }

    @Test
    void keepsOutWhatIsNoModel() throws Exception {
        var half = Files.readAllBytes(TinyModels.meterReader(1));
        var truncated = put(java.util.Arrays.copyOf(half, half.length / 2));

        assertProbeFails(candidate(put("rubbish".getBytes()), null), FailureCode.LOAD_FAILED);
        assertProbeFails(candidate(truncated, null), FailureCode.LOAD_FAILED);
        assertProbeFails(candidate(put(TinyModels.of("NoSuchOperator")), null), FailureCode.LOAD_FAILED);
    }

    @Test
    void keepsOutAModelThatReadsOtherFiles() throws Exception {
        for (var depth = 0; depth < 4; depth++) {
            var model = put(TinyModels.withExternalData(depth));
            assertProbeFails(candidate(model, null), FailureCode.EXTERNAL_DATA);
        }
        assertProbeFails(candidate(put(TinyModels.withExternalData(50)), null), FailureCode.LOAD_FAILED);
    }

    private void assertProbeFails(Candidate candidate, FailureCode code) {
        assertThatThrownBy(() -> runtime.probe(candidate))
                .isInstanceOfSatisfying(
                        UpdateFailure.class,
                        e -> assertThat(e.code()).as(e.detail()).isEqualTo(code));
    }

    @Test
    void countsAnAnswerThatIsNoNumberAsAFailureOfTheModel() throws Exception {
        runtime.serve(MODEL, slot(put(TinyModels.of("Log")), "v1"));

        assertThatThrownBy(() -> runtime.infer(MODEL, "r1", Map.of("x", floats(new long[] {1, 3}, -1, 1, 1))))
                .isInstanceOf(ModelFailed.class);

        assertThat(runtime.health(MODEL)).isEqualTo(new Health(0, 1));
    }

    @Test
    void refusesInputsThatDoNotFitWithoutBlamingTheModel() throws Exception {
        runtime.serve(MODEL, slot(put(TinyModels.of("Abs")), "v1"));

        assertThatThrownBy(() -> runtime.infer(MODEL, "r", Map.of("x", floats(new long[] {1, 2}, 1, 2))))
                .isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> runtime.infer(MODEL, "r", Map.of())).isInstanceOf(BadInput.class);

        assertThat(runtime.health(MODEL)).isEqualTo(Health.NONE);
    }

    @Test
    void knowsNoModelBeforeTheFirstAndAfterItsEnd() throws Exception {
        assertThatThrownBy(() -> runtime.infer(MODEL, "r", picture())).isInstanceOf(NoSuchModel.class);
        runtime.serve(MODEL, slot(meterReader(1), "v1"));

        runtime.retire(MODEL);

        assertThatThrownBy(() -> runtime.infer(MODEL, "r", picture())).isInstanceOf(NoSuchModel.class);
    }

    @Test
    void keepsServingTheOldModelWhenTheNewOneDoesNotLoad() throws Exception {
        var one = meterReader(1);
        runtime.serve(MODEL, slot(one, "v1"));

        assertThatThrownBy(() -> runtime.serve(MODEL, slot(put("rubbish".getBytes()), "v2")))
                .isInstanceOf(UpdateFailure.class);

        assertThat(runtime.infer(MODEL, "r", picture()).digest()).isEqualTo(one);
    }

    @Test
    void dropsNoRequestInASwapUnderLoad() throws Exception {
        var one = meterReader(1);
        var two = meterReader(2);
        runtime.serve(MODEL, slot(one, "v1"));
        var going = new AtomicBoolean(true);
        var answered = new AtomicLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Void> client = () -> {
                while (going.get()) {
                    assertThat(runtime.infer(MODEL, "r", picture()).digest()).isIn(one, two);
                    answered.incrementAndGet();
                }
                return null;
            };
            var clients =
                    IntStream.range(0, 6).mapToObj(_ -> threads.submit(client)).toList();

            for (var swap = 0; swap < 30; swap++) {
                runtime.serve(MODEL, swap % 2 == 0 ? slot(two, "v2") : slot(one, "v1"));
            }
            going.set(false);

            for (Future<Void> running : clients) {
                running.get();
            }
        }
        assertThat(answered.get()).isPositive();
        assertThat(runtime.health(MODEL).errors()).isZero();
    }

    @Test
    void refusesAtOnceWhatItCannotAnswerSoon() throws Exception {
        var held = new HeldAnswers(answered -> true);
        runtime = new ModelRuntime(digest -> folder.resolve(digest.hex()), held, new ModelRuntime.Limits(1, 1, 0, 10));
        runtime.serve(MODEL, slot(meterReader(1), "v1"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> runtime.infer(MODEL, "r1", picture()));
            held.awaitOne();

            assertThatThrownBy(() -> runtime.infer(MODEL, "r2", picture())).isInstanceOf(Overloaded.class);
            held.release();

            assertThat(first.get().outputs()).containsKey("logits");
        }
        assertThat(held.rejected()).isEqualTo(1);
        assertThat(runtime.infer(MODEL, "r3", picture()).outputs()).containsKey("logits");
    }
}
