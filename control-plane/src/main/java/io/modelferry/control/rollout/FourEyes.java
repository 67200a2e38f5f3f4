package io.modelferry.control.rollout;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.security.OtherEyes;
import io.modelferry.control.security.Persons;
import org.springframework.stereotype.Component;

/** Whether the one who made a rollout may approve a stage of it. Its start is always another's to approve, where it is asked for. */
@Component
class FourEyes {

    static final String PLANNED = "made this plan";

    private final Persons persons;
    private final boolean house;

    FourEyes(Persons persons, ModelferryConfiguration configuration) {
        this.persons = persons;
        this.house = configuration.rollout().fourEyes();
    }

    /** A plan that asks for a second person asks at its stages too. */
    boolean on(Rollout rollout) {
        return house || rollout.plan().clearance().approval().required();
    }

    /** For a stage. @throws Refusal 409 {@code four-eyes} */
    void require(Rollout rollout, String approver) {
        if (on(rollout)) {
            requireAnother(rollout, approver);
        }
    }

    /** For its start. @throws Refusal 409 {@code four-eyes} if the person who made it stands behind {@code approver} */
    void requireAnother(Rollout rollout, String approver) {
        OtherEyes.require(persons, rollout.createdBy(), PLANNED, approver);
    }
}
