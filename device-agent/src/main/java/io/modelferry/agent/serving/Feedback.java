package io.modelferry.agent.serving;

import io.modelferry.protocol.ModelName;

/** Where ground truth goes. */
public interface Feedback {

    /** @return false if the request is unknown, too old, or labelled already */
    boolean labelled(ModelName model, String requestId, int label);
}
