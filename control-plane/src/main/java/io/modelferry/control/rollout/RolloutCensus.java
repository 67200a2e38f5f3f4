package io.modelferry.control.rollout;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.report.UpdateState;
import java.util.List;
import java.util.Map;

/** Every rollout there ever was, in numbers; deployments only of those that are not over. */
public interface RolloutCensus {

    /** Every state is there, also with nought. */
    Map<RolloutState, Long> rollouts();

    /** Deployments of rollouts that hold their model's line. */
    List<Deploying> deployments();

    /** What updates cost on the wire, over all rollouts, one line a model. */
    List<Moved> moved();

    record Deploying(ModelName model, UpdateState state, long deployments) {}

    /**
     * @param updates deployments for which anything was fetched
     * @param fallbacks of those, the ones that took the full file although a delta was offered
     * @param savedBytes what full files would have cost beyond what was sent, of those whose file arrived whole
     */
    record Moved(ModelName model, long updates, long fallbacks, long deltaBytes, long fullBytes, long savedBytes) {}
}
