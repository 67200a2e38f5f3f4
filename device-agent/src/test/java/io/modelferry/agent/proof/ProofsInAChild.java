package io.modelferry.agent.proof;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.inference.Datatype;
import io.modelferry.agent.inference.InferenceListener;
import io.modelferry.agent.inference.Memory;
import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.agent.inference.NativeLibraries;
import io.modelferry.agent.inference.SessionSettings;
import io.modelferry.agent.inference.Tensor;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.TinyModels;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, real models. After each fault the agent still answers, no process is left, and nothing is on disk. */
@Tag("system")
@Timeout(120)
abstract class ProofsInAChild {

    static final SessionSettings ONE_THREAD = SessionSettings.threads(1);
    static final Duration LONG = Duration.ofSeconds(60);
    static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    Path proofs;
    ModelRuntime runtime;
    ChildProof proof;

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

    /** A runtime that serves {@code y = |x|} and proves in processes with these limits. */
    final void proving(Duration time, long memoryBytes, Class<?> main) throws Exception {
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

    final ArtifactDigest put(byte[] bytes) throws IOException {
        var digest = FakeControlPlane.digestOf(bytes);
        Files.write(folder.resolve(digest.hex()), bytes);
        return digest;
    }

    final Candidate candidate(byte[] model) throws IOException {
        return candidate(model, null, null);
    }

    final Candidate candidate(byte[] model, @Nullable Acceptance acceptance, @Nullable Needs needs) throws IOException {
        var signed = new SignedModel(
                MODEL, new VersionName("v2"), "fp32", put(model), model.length, 2, 0, 17, acceptance, needs);
        return new Candidate(MODEL, signed, new Cancellation());
    }

    final void assertFails(Candidate candidate, FailureCode code, String... words) {
        assertThatThrownBy(() -> runtime.probe(candidate)).isInstanceOfSatisfying(UpdateFailure.class, e -> {
            assertThat(e.code()).as(e.detail()).isEqualTo(code);
            assertThat(List.of(words)).allSatisfy(word -> assertThat(e.detail()).contains(word));
        });
    }
}
