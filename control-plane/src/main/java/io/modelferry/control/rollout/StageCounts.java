package io.modelferry.control.rollout;

import io.modelferry.control.rollout.plan.Gate;

/**
 * The devices that were given the version so far.
 *
 * @param verdicts devices that were confirmed or failed for good, online or not; offline devices without one dilute nothing
 * @param failures of them, how many failed or went back by themselves
 */
record StageCounts(int devices, int online, int onlineConfirmed, int onlineFailed, int verdicts, int failures) {

    /** Whether the online devices attest the version and lived through probation. */
    boolean settled(Gate gate) {
        var expected = online - onlineFailed;
        return onlineConfirmed > 0 && onlineConfirmed >= (int) Math.ceil(gate.minConfirmedShare() * expected);
    }

    /** Whether so many failed that it cannot be chance alone; one slow device more would not change the answer. */
    boolean failing(Gate gate) {
        return verdicts > 0
                && verdicts >= Math.min(gate.minVerdicts(), devices)
                && (double) failures / verdicts > gate.maxFailureShare();
    }

    String confirmedLine() {
        return onlineConfirmed + "/" + online + " online devices confirmed"
                + (online < devices ? ", " + (devices - online) + " offline" : "");
    }
}
