package io.modelferry.agent.update;

import io.modelferry.agent.update.ModelHost.Compared;
import io.modelferry.protocol.goal.Shadow;
import java.time.Duration;

/** What a device says about a model in shadow. */
sealed interface ShadowVerdict {

    /** Fewer answers than this say nothing about an error share. */
    int ENOUGH_TO_CONDEMN = 5;

    double MAX_ERROR_SHARE = 0.05;

    record GoOn() implements ShadowVerdict {}

    record Begin() implements ShadowVerdict {}

    record GiveUp(String why) implements ShadowVerdict {}

    static ShadowVerdict of(Shadow plan, Compared compared, Duration lasted) {
        var seen = compared.inputs() + compared.errors();
        if (seen >= ENOUGH_TO_CONDEMN && compared.errors() > MAX_ERROR_SHARE * seen) {
            return new GiveUp("in shadow %d of %d inferences failed".formatted(compared.errors(), seen));
        }
        var quiet = lasted.compareTo(plan.patience()) >= 0;
        if (compared.inputs() < plan.minCompared() && !quiet) {
            return new GoOn();
        }
        if (compared.agreed() < plan.minAgreement() * compared.inputs()) {
            return new GiveUp("in shadow %d of %d answers agreed, %.3f asked for"
                    .formatted(compared.agreed(), compared.inputs(), plan.minAgreement()));
        }
        return new Begin();
    }
}
