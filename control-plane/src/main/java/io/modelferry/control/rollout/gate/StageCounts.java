package io.modelferry.control.rollout.gate;

/**
 * The devices that were given the version so far.
 *
 * @param verdicts devices that were confirmed or failed for good, online or not; offline devices without one dilute nothing
 * @param failures of them, how many failed or went back by themselves
 */
public record StageCounts(int devices, int online, int onlineConfirmed, int onlineFailed, int verdicts, int failures) {

    /**
     * Whether the online devices attest the version and lived through probation.
     *
     * @param share of those that have not failed, above 0 up to 1
     */
    public boolean settled(double share) {
        var expected = online - onlineFailed;
        return onlineConfirmed > 0 && onlineConfirmed >= (int) Math.ceil(share * expected);
    }

    public String confirmedLine() {
        return onlineConfirmed + "/" + online + " online devices confirmed"
                + (online < devices ? ", " + (devices - online) + " offline" : "");
    }
}
