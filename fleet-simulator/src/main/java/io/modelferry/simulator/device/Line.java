package io.modelferry.simulator.device;

import io.modelferry.agent.update.Link;
import java.util.concurrent.CompletableFuture;

/** A {@link Link} that the weather can cut and mend. It does not come back by itself. */
public interface Line extends Link {

    /** @return done once subscriptions stand and everybody was told; failed if the server cannot be reached. Never twice at once. */
    CompletableFuture<Void> connect();

    /** Gone without a word: the broker publishes the last will. */
    void vanish();

    /** As {@link #close}, which does not wait. @return done when the broker has the offline presence, or cannot have it */
    CompletableFuture<Void> leave();
}
