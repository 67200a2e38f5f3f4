package io.modelferry.control.experiment;

import io.modelferry.statistics.DifferenceSequence;

/** Why a metric has no bounds yet, in words that say what would help. */
final class NoData {

    private NoData() {}

    static String why(Metric metric, ArmEvidence treatment, ArmEvidence control) {
        return switch (metric) {
            case ACCURACY -> "no labels yet from enough units of both arms";
            case ERROR_RATE, LATENCY_P95 -> "no inferences yet from enough units of both arms";
            case ACCEPTANCE_ACCURACY -> accepted(enough(treatment.accepted()) ? control : treatment);
            case SHADOW_AGREEMENT -> shadowed(treatment);
            case DRIFT -> "no answers yet to hold against an acceptance run";
        };
    }

    private static boolean enough(Shares shares) {
        return shares.clusters().size() >= DifferenceSequence.LEAST_CLUSTERS;
    }

    private static String accepted(ArmEvidence arm) {
        var name = arm.arm().name();
        if (arm.acceptance().isEmpty()) {
            return "no device of " + name + " told an acceptance run of version "
                    + arm.arm().version() + ": the version has no acceptance set, or an older agent proved it";
        }
        var told = arm.accepted().clusters().size();
        return told == 0
                ? "the acceptance set of version " + arm.arm().version() + " has no labels"
                : few("told an acceptance run", told, name);
    }

    private static String shadowed(ArmEvidence arm) {
        var name = arm.arm().name();
        var told = arm.shadowed().clusters().size();
        return told == 0
                ? "no device of " + name + " ran version " + arm.arm().version()
                        + " in shadow: the terms of the model's line must ask for it (probation.shadow)"
                : few("ran it in shadow", told, name);
    }

    private static String few(String what, int told, String arm) {
        return "%d of the %d units that are needed of %s %s"
                .formatted(told, DifferenceSequence.LEAST_CLUSTERS, arm, what);
    }
}
