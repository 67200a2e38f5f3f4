package io.modelferry.control.optimisation;

import io.modelferry.optimizer.worker.Message.Failed;

/** A child ended without what it was asked for. */
final class JobFailed extends Exception {

    private final transient Failed how;

    JobFailed(Failed how) {
        super(how.detail());
        this.how = how;
    }

    Failed how() {
        return how;
    }
}
