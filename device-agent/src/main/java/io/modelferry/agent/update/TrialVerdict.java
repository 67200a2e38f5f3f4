package io.modelferry.agent.update;

import io.modelferry.agent.update.ModelHost.Health;
import io.modelferry.protocol.goal.Probation;
import java.time.Duration;

/** What a device says about a model on trial. */
sealed interface TrialVerdict {

    /** Fewer answers than this say nothing about an error share. */
    int ENOUGH_TO_CONDEMN = 5;

    record GoOn() implements TrialVerdict {}

    record Confirm(String why) implements TrialVerdict {}

    record GoBack(String why) implements TrialVerdict {}

    /** @param lasted since the swap, of this boot */
    static TrialVerdict of(Probation probation, Health health, Duration lasted) {
        var answered = health.inferences() + health.errors();
        if (answered >= ENOUGH_TO_CONDEMN && health.errors() > probation.maxErrorShare() * answered) {
            return new GoBack("%d of %d inferences failed".formatted(health.errors(), answered));
        }
        if (lasted.compareTo(probation.window()) < 0) {
            return new GoOn();
        }
        if (health.inferences() >= probation.minInferences()) {
            return new Confirm("%d inferences, %d errors".formatted(health.inferences(), health.errors()));
        }
        if (lasted.compareTo(probation.patience()) >= 0) {
            return new Confirm("quiet device: %d inferences in %s".formatted(health.inferences(), lasted));
        }
        return new GoOn();
    }
}
