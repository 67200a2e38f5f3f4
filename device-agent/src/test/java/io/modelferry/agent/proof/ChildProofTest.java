package io.modelferry.agent.proof;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.inference.Datatype;
import io.modelferry.agent.inference.InferenceListener;
import io.modelferry.agent.inference.Memory;
import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.agent.inference.NativeLibraries;
import io.modelferry.agent.inference.ProofRequest;
import io.modelferry.agent.inference.SessionSettings;
import io.modelferry.agent.inference.Tensor;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.HostileModels;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.agent.testing.TinySets;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.ModelHost.Candidate;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.Acceptance;
import io.modelferry.protocol.trust.Needs;
import io.modelferry.protocol.trust.SignedModel;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, real models. After each fault the agent still answers, no process is left, and nothing is on disk. */
@Tag("system")
@Timeout(120)
class ChildProofTest {

    private static final SessionSettings ONE_THREAD = SessionSettings.threads(1);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    private Path proofs;
    private ModelRuntime runtime;

    @BeforeAll
    static void unpackOnce() throws IOException {
        NativeLibraries.keepIn(Path.of("target", "native"));
    }

    @BeforeEach
    void serve() throws Exception {
        proofs = folder.resolve("proof");
        proving(LONG, Long.MAX_VALUE, ProofMain.class);
    }

    @AfterEach
    void leavesNothingAndStillServes() throws Exception {
        assertThat(answer()).isEqualTo(3.0);
        try (var left = Files.list(proofs)) {
            assertThat(left).isEmpty();
        }
        try (var here = Files.list(Path.of(""))) {
            assertThat(here.map(Path::toString))
                    .noneMatch(name -> name.startsWith("hs_err") || name.startsWith("core"));
        }
        assertThat(ProcessHandle.current().children()).noneMatch(ProcessHandle::isAlive);
        runtime.close();
    }

    private ChildProof proof;

    /** A runtime that serves {@code y = |x|} and proves in processes with these limits. */
    private void proving(Duration time, long memoryBytes, Class<?> main) throws Exception {
        proof = new ChildProof(
                proofs,
                ONE_THREAD,
                new ChildProof.Limits(time, memoryBytes),
                Memory.ofThisMachine(),
                Ticks.REAL,
                main.getName());
        runtime = new ModelRuntime(
                digest -> folder.resolve(digest.hex()),
                InferenceListener.NONE,
                new ModelRuntime.Limits(1, 2, 2, 1000),
                new ModelRuntime.Ground(ONE_THREAD, proof, Ticks.REAL, Memory.ofThisMachine()));
        runtime.serve(MODEL, new Slot(put(TinyModels.of("Abs")), new VersionName("v1"), "fp32"));
    }

    private double answer() throws Exception {
        var x = Tensor.allocate(Datatype.FP32, 3);
        x.putFloat(0, -3);
        var inputs = Map.of("x", new Tensor(Datatype.FP32, new long[] {1, 3}, x));
        return runtime.infer(MODEL, "r", inputs).outputs().get("y").at(0);
    }

    private ArtifactDigest put(byte[] bytes) throws IOException {
        var digest = FakeControlPlane.digestOf(bytes);
        Files.write(folder.resolve(digest.hex()), bytes);
        return digest;
    }

    private Candidate candidate(byte[] model) throws IOException {
        return candidate(model, null, null);
    }

    private Candidate candidate(byte[] model, @Nullable Acceptance acceptance, @Nullable Needs needs)
            throws IOException {
        var signed = new SignedModel(
                MODEL, new VersionName("v2"), "fp32", put(model), model.length, 2, 0, 17, acceptance, needs);
        return new Candidate(MODEL, signed, new Cancellation());
    }

    private void assertFails(Candidate candidate, FailureCode code, String... words) {
        assertThatThrownBy(() -> runtime.probe(candidate)).isInstanceOfSatisfying(UpdateFailure.class, e -> {
            assertThat(e.code()).as(e.detail()).isEqualTo(code);
            assertThat(List.of(words)).allSatisfy(word -> assertThat(e.detail()).contains(word));
        });
    }

    @Test
    void letsAModelInThatLoadsAndRuns() throws Exception {
        runtime.probe(candidate(TinyModels.of("Neg")));
    }

    @Test
    void tellsHowAModelAnsweredItsAcceptanceSet() throws Exception {
        var npz = Files.readAllBytes(TinyModels.acceptanceSet());
        var set = put(npz);
        var model = put(Files.readAllBytes(TinyModels.meterReader(2)));

        var proven = proof.prove(
                new ProofRequest(
                        folder.resolve(model.hex()),
                        17,
                        null,
                        new Acceptance(set, npz.length, 0.95),
                        folder.resolve(set.hex()),
                        null),
                new Cancellation());

        assertThat(proven.classCounts())
                .hasSize(10)
                .allSatisfy(count -> assertThat(count).isPositive());
        assertThat(proven.classCounts().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(256);
    }

    @Test
    void runsTheAcceptanceSetInTheChild() throws Exception {
        var npz = Files.readAllBytes(TinyModels.acceptanceSet());
        var set = put(npz);
        var model = Files.readAllBytes(TinyModels.meterReader(2));
        runtime.retire(MODEL); // other inputs than those of the model that answers

        var result = runtime.probe(candidate(model, new Acceptance(set, npz.length, 0.95), null))
                .orElseThrow();
        assertThat(result.cases()).isEqualTo(256);
        assertThat(result.labelled()).isEqualTo(256);
        assertThat(result.correct()).isBetween(244, 255);
        assertThat(result.classCounts().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(256);
        assertFails(
                candidate(model, new Acceptance(set, npz.length, 0.9999), null),
                FailureCode.ACCEPTANCE_FAILED,
                "right, 0.9999 asked for");

        proving(LONG, Long.MAX_VALUE, ProofMain.class);
    }

    @Test
    void tellsEveryReasonOfTheChildInItsOwnWords() throws Exception {
        assertFails(candidate("rubbish".getBytes()), FailureCode.LOAD_FAILED);
        assertFails(candidate(TinyModels.withExternalData(2)), FailureCode.EXTERNAL_DATA);
        assertFails(candidate(HostileModels.withOperator("com.example", "Magic")), FailureCode.INCOMPATIBLE, "Magic");
        assertFails(
                candidate(Files.readAllBytes(TinyModels.meterReader(1))),
                FailureCode.INCOMPATIBLE,
                "no input x, which the model it replaces has");
    }

    @Test
    void survivesAModelThatCrashesAtLoad() throws Exception {
        proving(LONG, Long.MAX_VALUE, DyingProofs.AtLoad.class);

        assertFails(candidate(TinyModels.of("Neg")), FailureCode.PROBE_CRASHED, "SIGSEGV in [libjvm.so", ", exit 1");
    }

    @Test
    void survivesAModelThatCrashesAtItsFirstInference() throws Exception {
        proving(LONG, Long.MAX_VALUE, DyingProofs.AtFirstInference.class);

        assertFails(candidate(TinyModels.of("Neg")), FailureCode.PROBE_CRASHED, "SIGSEGV in [libjvm.so", ", exit 1");
    }

    @Test
    void doesNotBelieveAVerdictThatACrashFollows() throws Exception {
        proving(LONG, Long.MAX_VALUE, DyingProofs.AfterItsVerdict.class);

        assertFails(candidate(TinyModels.of("Neg")), FailureCode.PROBE_CRASHED, "SIGSEGV");
    }

    @Test
    void saysThatTheSystemEndedTheProcess() throws Exception {
        proving(LONG, Long.MAX_VALUE, DyingProofs.ByTheSystem.class);

        assertFails(candidate(TinyModels.of("Neg")), FailureCode.PROBE_CRASHED, "SIGKILL, exit 137", "memory");
    }

    @Test
    void holdsNothingAgainstAModelWhoseProcessDidNotBegin() throws Exception {
        proving(LONG, Long.MAX_VALUE, ChildProofTest.class);

        assertFails(candidate(TinyModels.of("Neg")), FailureCode.INTERRUPTED, "exit 1", "Main method not found");
    }

    @Test
    void keepsTheLastLinesOnlyOfAProcessThatTalks() throws Exception {
        proving(LONG, Long.MAX_VALUE, DyingProofs.Chatty.class);

        assertThatThrownBy(() -> runtime.probe(candidate(TinyModels.of("Neg"))))
                .hasMessageContaining("no verdict, exit 0")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2000));
    }

    @Test
    void endsAModelThatHangs() throws Exception {
        proving(SHORT, Long.MAX_VALUE, ProofMain.class);

        assertFails(
                candidate(HostileModels.looping(Long.MAX_VALUE)), FailureCode.PROBE_CRASHED, "no verdict within 5 s");
    }

    @Test
    void refusesAModelThatAnswersWithNoNumber() throws Exception {
        var npz = TinySets.npz(Map.of("x", TinySets.floats(new int[] {2, 3}, 1, 2, 3, -1, 1, 1)));
        var acceptance = new Acceptance(put(npz), npz.length, 0);

        assertFails(
                candidate(TinyModels.of("Log"), acceptance, null),
                FailureCode.ACCEPTANCE_FAILED,
                "an output that is no number");
    }

    @Test
    void refusesAModelThatIsTenTimesSlowerThanAllowed() throws Exception {
        var npz = TinySets.npz(Map.of("x", TinySets.floats(new int[] {1, 3}, 1, 2, 3)));
        var acceptance = new Acceptance(put(npz), npz.length, 0, null, 2.0);

        runtime.probe(candidate(TinyModels.of("Neg"), acceptance, null));
        assertFails(
                candidate(HostileModels.looping(100_000), acceptance, null),
                FailureCode.ACCEPTANCE_FAILED,
                "a single run takes",
                "2.0 allowed");
    }

    @Test
    void endsAModelThatTakesMoreMemoryThanAllowed() throws Exception {
        proving(LONG, 300 * MIB, ProofMain.class);

        assertFails(candidate(HostileModels.greedy(1L << 29)), FailureCode.PROBE_CRASHED, "out of memory");
    }

    @Test
    void endsAModelThatTakesMoreMemoryThanItsPublisherSaid() throws Exception {
        var needs = new Needs(10 * MIB, null);

        assertFails(candidate(HostileModels.greedy(1L << 29), null, needs), FailureCode.PROBE_CRASHED, "out of memory");
    }

    @Test
    void namesAWantOfMemoryThatTheRuntimeItselfNotices() throws Exception {
        assertFails(candidate(HostileModels.greedy(1L << 50)), FailureCode.PROBE_CRASHED, "out of memory");
    }

    @Test
    void refusesAModelThatNeedsWhatTheDeviceDoesNotHave() throws Exception {
        var abs = TinyModels.of("Abs");

        assertFails(candidate(abs, null, new Needs(1L << 60, null)), FailureCode.INCOMPATIBLE, "memory");
        assertFails(candidate(abs, null, new Needs(null, List.of("CUDA"))), FailureCode.INCOMPATIBLE, "[CPU]");
        runtime.probe(candidate(abs, null, new Needs(MIB, List.of("CUDA", "CPUExecutionProvider"))));
    }

    @Test
    void endsTheProcessAtOnceWhenCancelled() throws Exception {
        var candidate = candidate(HostileModels.looping(Long.MAX_VALUE));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var probe = threads.submit(() -> {
                runtime.probe(candidate);
                return true;
            });
            while (ProcessHandle.current().children().findAny().isEmpty()) {
                Thread.onSpinWait();
            }
            candidate.cancellation().request();

            assertThatThrownBy(probe::get)
                    .cause()
                    .isInstanceOfSatisfying(
                            UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INTERRUPTED));
        }
    }

    @Test
    void startsNoProcessAfterACancellation() throws Exception {
        var candidate = candidate(TinyModels.of("Neg"));
        candidate.cancellation().request();

        assertFails(candidate, FailureCode.INTERRUPTED);
    }

    @Test
    void endsWithTheAgent() throws Exception {
        var scratch = Files.createDirectory(folder.resolve("scratch"));
        var model = Files.write(folder.resolve("looping"), HostileModels.looping(Long.MAX_VALUE));
        var process = ChildCommand.in(scratch, ProofMain.class.getName())
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        try (var in = new DataOutputStream(process.getOutputStream())) {
            var request = new ProofRequest(model, 17, null, null, null, null);
            ProofWire.write(in, new ProofWire.Order(ONE_THREAD, request));
        } // as the system closes it when the agent is killed

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
    }

    @Test
    void removesWhatAnEarlierAgentLeftBehind() throws Exception {
        Files.writeString(Files.createDirectories(proofs.resolve("run-1")).resolve("crash.log"), "x");

        proving(LONG, Long.MAX_VALUE, ProofMain.class);
    }
}
