package io.modelferry.agent.proof;

import io.modelferry.agent.testing.HostileModels;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.agent.testing.TinySets;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.Acceptance;
import io.modelferry.protocol.trust.Needs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long a model may take, and how much memory. */
class ProofLimitsTest extends ProofsInAChild {

    private static final Duration SHORT = Duration.ofSeconds(5);

    @Test
    void endsAModelThatHangs() throws Exception {
        proving(SHORT, Long.MAX_VALUE, ProofMain.class);

        assertFails(
                candidate(HostileModels.looping(Long.MAX_VALUE)), FailureCode.PROBE_CRASHED, "no verdict within 5 s");
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
}
