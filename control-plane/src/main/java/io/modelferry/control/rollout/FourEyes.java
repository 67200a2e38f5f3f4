package io.modelferry.control.rollout;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.OtherEyes;
import org.springframework.stereotype.Component;

/** Whether the one who made a rollout may approve a stage of it. Its start is always another's to approve, where it is asked for. */
@Component
class FourEyes {

    static final String PLANNED = "made this plan";

    private final boolean house;

    FourEyes(ModelferryConfiguration configuration) {
        this.house = configuration.rollout().fourEyes();
    }

    /** A plan that asks for a second person asks at its stages too. */
    boolean on(Rollout rollout) {
        return house || rollout.plan().clearance().approval().required();
    }

    /** @throws Refusal 409 {@code four-eyes} */
    void require(Rollout rollout, String approver) {
        if (on(rollout)) {
            OtherEyes.require(rollout.createdBy(), PLANNED, approver);
        }
    }
}
