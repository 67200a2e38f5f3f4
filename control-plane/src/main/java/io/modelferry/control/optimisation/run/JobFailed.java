package io.modelferry.control.optimisation.run;

import io.modelferry.optimizer.worker.Message.Failed;

/** A child ended without what it was asked for. */
public final class JobFailed extends Exception {

    private final transient Failed how;

    JobFailed(Failed how) {
        super(how.detail());
        this.how = how;
    }

    public Failed how() {
        return how;
    }
}
