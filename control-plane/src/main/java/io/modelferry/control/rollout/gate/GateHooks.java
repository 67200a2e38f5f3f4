package io.modelferry.control.rollout.gate;

import io.modelferry.control.rollout.plan.GateRule;
import java.util.concurrent.CompletableFuture;

/** The port through which a webhook gate asks another program. Another room sends messages to the outside. */
public interface GateHooks {

    /**
     * Asks once and does not wait. The future always completes, with {@link WebhookAnswer#none} where nothing useful came in time.
     *
     * @param body JSON: the rollout, the stage, and what every gate says so far
     */
    CompletableFuture<WebhookAnswer> ask(GateRule.Webhook gate, byte[] body);

    /** Where nobody can ask: no answer ever comes, so the gate halts at its deadline. */
    GateHooks NONE = (gate, body) -> CompletableFuture.completedFuture(
            WebhookAnswer.none("this control plane sends no messages to the outside"));
}
