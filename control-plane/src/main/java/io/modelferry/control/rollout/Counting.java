package io.modelferry.control.rollout;

import io.modelferry.control.rollout.Deployments.Placed;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.report.UpdateState;
import java.util.List;

/** Counts deployments against the fleet as it is. */
final class Counting {

    private Counting() {}

    /** A device counts as confirmed while it attests the digest, not because it once did; decommissioned devices count no more. */
    static StageCounts stage(List<Placed> placed, FleetPicture fleet, ModelName model) {
        int devices = 0;
        int online = 0;
        int onlineConfirmed = 0;
        int onlineFailed = 0;
        int verdicts = 0;
        int failures = 0;
        for (var one : placed) {
            if (fleet.find(one.device()).isEmpty()) {
                continue;
            }
            devices++;
            var isOnline = fleet.online(one.device());
            var confirmed = one.progress().state() == UpdateState.CONFIRMED;
            var failed = one.progress().failedForGood();
            online += isOnline ? 1 : 0;
            onlineConfirmed += isOnline && confirmed && attests(one, fleet, model) ? 1 : 0;
            onlineFailed += isOnline && failed ? 1 : 0;
            verdicts += confirmed || failed ? 1 : 0;
            failures += failed ? 1 : 0;
        }
        return new StageCounts(devices, online, onlineConfirmed, onlineFailed, verdicts, failures);
    }

    static boolean attests(Placed one, FleetPicture fleet, ModelName model) {
        return one.progress().digest().equals(fleet.running(one.device(), model));
    }
}
