package io.modelferry.agent.proof;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.inference.ProofRequest;
import io.modelferry.agent.testing.HostileModels;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.agent.testing.TinySets;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.Acceptance;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a proof in a process of its own finds out about a model, and how it ends when nobody waits for it any more. */
class ChildProofTest extends ProofsInAChild {

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
    void refusesAModelThatAnswersWithNoNumber() throws Exception {
        var npz = TinySets.npz(Map.of("x", TinySets.floats(new int[] {2, 3}, 1, 2, 3, -1, 1, 1)));
        var acceptance = new Acceptance(put(npz), npz.length, 0);

        assertFails(
                candidate(TinyModels.of("Log"), acceptance, null),
                FailureCode.ACCEPTANCE_FAILED,
                "an output that is no number");
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
