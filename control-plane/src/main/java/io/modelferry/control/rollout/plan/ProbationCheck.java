package io.modelferry.control.rollout.plan;

import io.modelferry.protocol.Spoken;
import io.modelferry.protocol.goal.Probation;
import io.modelferry.protocol.goal.Shadow;

/** Refuses trials that no device could pass, or that would prove nothing. */
final class ProbationCheck {

    private ProbationCheck() {}

    static void check(Probation probation) {
        require(
                !probation.window().isNegative()
                        && probation.patience().compareTo(probation.window()) >= 0
                        && probation.patience().compareTo(Require.LONGEST) <= 0
                        && probation.minInferences() >= 0
                        && Require.share(probation.maxErrorShare()),
                "probation",
                "window and minInferences must not be negative, patience not shorter than window,"
                        + " maxErrorShare between 0 and 1.");
        require(
                probation.latencyRatio() >= 1
                        && Require.share(probation.sameAnswerShare())
                        && (probation.minAccuracy() == null || Require.share(probation.minAccuracy())),
                "probation",
                "maxLatencyRatio must be at least 1, maxSameAnswerShare and minAccuracy between 0 and 1.");
        if (probation.shadow() != null) {
            shadow(probation.shadow());
        }
    }

    private static void shadow(Shadow shadow) {
        require(
                Require.share(shadow.share())
                        && shadow.share() > 0
                        && Require.share(shadow.maxCpuShare())
                        && shadow.maxCpuShare() > 0
                        && Require.share(shadow.minAgreement())
                        && shadow.minCompared() >= 1
                        && Require.positive(shadow.patience()),
                "probation.shadow",
                "share and maxCpuShare must lie above 0 and up to 1, minAgreement between 0 and 1,"
                        + " minCompared be at least 1, patience lie above 0 s and up to " + Spoken.of(Require.LONGEST)
                        + ".");
    }

    private static void require(boolean kept, String field, String detail) {
        Require.that(kept, "bad-probation", field, detail);
    }
}
