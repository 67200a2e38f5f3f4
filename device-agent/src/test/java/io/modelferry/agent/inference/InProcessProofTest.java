package io.modelferry.agent.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.inference.Signature.Port;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.HostileModels;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.agent.testing.TinySets;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.Acceptance;
import io.modelferry.protocol.trust.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class InProcessProofTest {

    private static final long MIB = 1 << 20;
    private static final byte[] TWO_CASES = TinySets.floats(new int[] {2, 3}, 1, -2, 3, -4, 5, -6);

    /** 100 MiB, whatever the machine has. */
    private static final Memory SMALL = new Memory() {
        @Override
        public long availableBytes() {
            return 100 * MIB;
        }

        @Override
        public long residentBytes() {
            return 0;
        }
    };

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();

    /** Every look at the time is 2 ms after the one before. */
    private final InProcessProof proof =
            new InProcessProof(SessionSettings.threads(1), SMALL, () -> nanos.addAndGet(2_000_000));

    private void prove(byte[] model, int opset, @Nullable Needs needs, @Nullable Signature replaced)
            throws IOException, UpdateFailure {
        var file = Files.write(folder.resolve("model"), model);
        proof.prove(new ProofRequest(file, opset, needs, null, null, replaced), new Cancellation());
    }

    private void prove(byte[] model) throws IOException, UpdateFailure {
        prove(model, 17, null, null);
    }

    private void proveOver(
            byte[] model,
            Map<String, byte[]> set,
            double minAccuracy,
            @Nullable Map<String, Double> tolerances,
            @Nullable Double maxLatencyMillis)
            throws IOException, UpdateFailure {
        var npz = TinySets.npz(set);
        var acceptance =
                new Acceptance(FakeControlPlane.digestOf(npz), npz.length, minAccuracy, tolerances, maxLatencyMillis);
        proof.prove(
                new ProofRequest(
                        Files.write(folder.resolve("model"), model),
                        17,
                        null,
                        acceptance,
                        Files.write(folder.resolve("set"), npz),
                        null),
                new Cancellation());
    }

    @FunctionalInterface
    private interface Proving {
        void run() throws Exception;
    }

    private static void assertFails(Proving proving, FailureCode code, String words) {
        assertThatThrownBy(proving::run).isInstanceOfSatisfying(UpdateFailure.class, e -> {
            assertThat(e.code()).as(e.detail()).isEqualTo(code);
            assertThat(e.detail()).contains(words);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.example", "ai.onnx.contrib", "com.microsoft.extensions"})
    void refusesAnOperatorThatTheRuntimeDoesNotBring(String domain) {
        assertFails(
                () -> prove(HostileModels.withOperator(domain, "Magic")), FailureCode.INCOMPATIBLE, domain + ":Magic");
        assertFails(
                () -> prove(HostileModels.withOperatorInABranch(domain, "Magic")),
                FailureCode.INCOMPATIBLE,
                domain + ":Magic");
    }

    @Test
    void takesAFunctionThatTheFileDefines() {
        assertThatCode(() -> prove(HostileModels.withFunction("com.example", "Magic")))
                .doesNotThrowAnyException();
    }

    @Test
    void takesOperatorsOfTheRuntimesOwnDomain() {
        assertThatCode(() -> prove(HostileModels.ofDomain("com.microsoft", "Gelu")))
                .doesNotThrowAnyException();
    }

    @Test
    void knowsTheNewestOpsetAndFormatThatTheRuntimeTakes() {
        assertThatCode(() -> prove(HostileModels.ofOpset(KnownOperators.NEWEST_OPSET)))
                .doesNotThrowAnyException();
        assertThatCode(() -> prove(HostileModels.ofIr(KnownOperators.NEWEST_IR)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new OnnxModels(1)
                        .open(Files.write(
                                folder.resolve("next"), HostileModels.ofOpset(KnownOperators.NEWEST_OPSET + 1))))
                .as("raise the constant when the runtime takes more")
                .isInstanceOf(UpdateFailure.class);
    }

    @Test
    void refusesAnOpsetOrFormatThatIsNewerThanTheRuntime() {
        assertFails(() -> prove(HostileModels.ofOpset(27)), FailureCode.INCOMPATIBLE, "opset 27");
        assertFails(() -> prove(TinyModels.of("Abs"), 27, null, null), FailureCode.INCOMPATIBLE, "opset 27");
        assertFails(() -> prove(HostileModels.ofIr(14)), FailureCode.INCOMPATIBLE, "IR version 14");
    }

    @Test
    void refusesWhatNeedsMoreMemoryThanIsLeft() throws Exception {
        prove(TinyModels.of("Abs"), 17, new Needs(100 * MIB, List.of()), null);

        assertFails(
                () -> prove(TinyModels.of("Abs"), 17, new Needs(100 * MIB + 1, null), null),
                FailureCode.INCOMPATIBLE,
                "104857600 are left");
    }

    @Test
    void refusesWhatNeedsAProviderThatIsNotThere() {
        assertFails(
                () -> prove(TinyModels.of("Abs"), 17, new Needs(null, List.of("CUDA", "NoSuch")), null),
                FailureCode.INCOMPATIBLE,
                "[CUDA, NoSuch]");
    }

    @ParameterizedTest
    @CsvSource({
        "x, FP32, 2, y, true",
        "x, FP32, 2, z, false",
        "image, FP32, 2, y, false",
        "x, INT64, 2, y, false",
        "x, FP32, 3, y, false",
    })
    void takesThePlaceOfAModelOnlyIfCallersNoticeNothing(
            String input, Datatype datatype, int rank, String output, boolean fits) throws Exception {
        var shape = rank == 2 ? List.of(-1L, 3L) : List.of(-1L, 3L, 1L);
        var replaced = new Signature(
                List.of(new Port(input, datatype, shape)), List.of(new Port(output, Datatype.FP32, List.of(-1L, 3L))));

        if (fits) {
            prove(TinyModels.of("Abs"), 17, null, replaced);
        } else {
            assertFails(() -> prove(TinyModels.of("Abs"), 17, null, replaced), FailureCode.INCOMPATIBLE, "it replaces");
        }
    }

    @Test
    void refusesADimensionThatCallersChoseBefore() {
        var free = new Signature(List.of(new Port("x", Datatype.FP32, List.of(-1L, -1L))), List.of());

        assertFails(
                () -> prove(TinyModels.of("Abs"), 17, null, free),
                FailureCode.INCOMPATIBLE,
                "input x is FP32 [-1, 3], of the model it replaces FP32 [-1, -1]");
    }

    @Test
    void comparesOutputsWithTheExpectedOnes() throws Exception {
        var near = TinySets.floats(new int[] {2, 3}, 1, 2, 3, 4, 5, 6.01f);
        var set = Map.of("x", TWO_CASES, "outputs/y", near);

        proveOver(TinyModels.of("Abs"), set, 0, Map.of("*", 0.02), null);
        proveOver(TinyModels.of("Abs"), set, 0, Map.of("CPU", 0.02, "*", 0.0), null);
        proveOver(TinyModels.of("Abs"), set, 0, Map.of("CPUExecutionProvider", 0.02), null);
        proveOver(TinyModels.of("Abs"), set, 0, null, null);
        assertFails(
                () -> proveOver(TinyModels.of("Abs"), set, 0, Map.of("CPU", 0.001, "*", 1.0), null),
                FailureCode.ACCEPTANCE_FAILED,
                "differs by 0.0100 (y, case 1, element 2), 0.00100 allowed on CPU");
    }

    @Test
    void refusesExpectedOutputsThatCannotBeJudged() {
        var model = TinyModels.of("Abs");
        var nan = TinySets.floats(new int[] {2, 3}, 1, 2, 3, 4, 5, Float.NaN);
        var narrow = TinySets.floats(new int[] {2, 1}, 1, 2);
        var any = Map.of("*", 1e9);

        assertFails(
                () -> proveOver(model, Map.of("x", TWO_CASES, "outputs/y", nan), 0, any, null),
                FailureCode.ACCEPTANCE_FAILED,
                "element 2");
        assertFails(
                () -> proveOver(model, Map.of("x", TWO_CASES, "outputs/z", TWO_CASES), 0, any, null),
                FailureCode.INCOMPATIBLE,
                "an output z");
        assertFails(
                () -> proveOver(model, Map.of("x", TWO_CASES, "outputs/y", narrow), 0, any, null),
                FailureCode.INCOMPATIBLE,
                "1 elements a case");
        assertFails(
                () -> proveOver(model, Map.of("x", TWO_CASES, "outputs/y", TWO_CASES), 0, Map.of("CUDA", 1.0), null),
                FailureCode.INCOMPATIBLE,
                "no tolerance for CPU");
    }

    @Test
    void judgesTheMedianOfASingleRun() throws Exception {
        var set = Map.of("x", TWO_CASES);

        proveOver(TinyModels.of("Abs"), set, 0, null, 2.0);
        assertFails(
                () -> proveOver(TinyModels.of("Abs"), set, 0, null, 1.9),
                FailureCode.ACCEPTANCE_FAILED,
                "a single run takes 2.0 ms (median of 31), 1.9 allowed");
    }

    @Test
    void judgesEveryCaseOnceWhenBatchesAreFixed() throws Exception {
        var x = TinySets.floats(new int[] {3, 3}, 9, 0, 0, 0, 9, 0, 0, 0, 9);
        var labels = TinySets.longs(new int[] {3}, 0, 1, 1);
        var set = Map.of("x", x, "labels", labels);

        proveOver(HostileModels.ofBatch(2), set, 0.66, null, null);
        assertFails(
                () -> proveOver(HostileModels.ofBatch(2), set, 0.67, null, null),
                FailureCode.ACCEPTANCE_FAILED,
                "2 of 3 right");
        assertFails(
                () -> proveOver(HostileModels.ofBatch(4), set, 0.5, null, null),
                FailureCode.INCOMPATIBLE,
                "batches of 4 and 3 cases");
    }

    @Test
    void refusesLabelsThatAreNotOneACase() {
        var labels = TinySets.longs(new int[] {1}, 0);

        assertFails(
                () -> proveOver(TinyModels.of("Abs"), Map.of("x", TWO_CASES, "labels", labels), 0, null, null),
                FailureCode.INCOMPATIBLE,
                "1 labels for 2 cases");
    }

    @Test
    void refusesAnOutputThatIsNoNumber() {
        assertFails(
                () -> proveOver(TinyModels.of("Log"), Map.of("x", TWO_CASES), 0, null, null),
                FailureCode.ACCEPTANCE_FAILED,
                "no number");
    }
}
