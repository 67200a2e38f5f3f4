package io.modelferry.agent.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.testing.TinyModels;
import io.modelferry.protocol.report.FailureCode;
import org.junit.jupiter.api.Test;

/** The process of a proof dies, or says nothing: that is known, in words, and the agent goes on. */
class CrashingProofTest extends ProofsInAChild {

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
        proving(LONG, Long.MAX_VALUE, CrashingProofTest.class);

        assertFails(candidate(TinyModels.of("Neg")), FailureCode.INTERRUPTED, "exit 1", "Main method not found");
    }

    @Test
    void keepsTheLastLinesOnlyOfAProcessThatTalks() throws Exception {
        proving(LONG, Long.MAX_VALUE, DyingProofs.Chatty.class);

        assertThatThrownBy(() -> runtime.probe(candidate(TinyModels.of("Neg"))))
                .hasMessageContaining("no verdict, exit 0")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2000));
    }
}
