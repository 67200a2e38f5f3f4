package io.modelferry.control.rollout.plan;

import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is certain of the fleet when a plan is made.
 *
 * @param targets devices that the plan is about, those of the hold-out included
 * @param chosen by stage: how many of them a lab or a filter stage takes; 0 for a stage drawn by lot
 * @param previous the version to compare with; null for a model's first
 */
public record FleetFacts(
        long targets, List<Long> chosen, @Nullable VersionName previous, Instant now) {

    public FleetFacts {
        chosen = List.copyOf(chosen);
    }
}
