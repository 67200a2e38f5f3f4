package io.modelferry.control.rollout.plan;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the fleet and the model when a plan is made. Rates are those of the last day; null is "nothing known".
 *
 * @param targets devices that the plan is about, those of the hold-out included
 * @param chosen by stage: how many of them a lab or a filter stage takes; 0 for a stage drawn by lot
 * @param hasPrevious whether there is a version to compare with
 * @param labelsSeen whether any device ever sent a label for this model
 * @param labelsADevice labelled inferences a device and day
 * @param inferencesADevice a device and day
 * @param accuracy of the current version, 0…1
 * @param classifies whether the model answers classes
 */
public record FleetFacts(
        long targets,
        List<Long> chosen,
        boolean hasPrevious,
        boolean labelsSeen,
        @Nullable Double labelsADevice,
        @Nullable Double inferencesADevice,
        @Nullable Double accuracy,
        boolean classifies,
        Instant now) {

    public FleetFacts {
        chosen = List.copyOf(chosen);
    }
}
