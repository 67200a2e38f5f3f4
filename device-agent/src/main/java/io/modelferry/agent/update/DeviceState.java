package io.modelferry.agent.update;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a device must remember through a power cut, saved whole.
 *
 * @param generation of the last goal accepted; never decreases
 * @param goal the last goal accepted, null before the first: a restart without a network goes on with it
 * @param models one entry a model, by name
 */
public record DeviceState(long generation, @Nullable DesiredState goal, List<ModelSlots> models) {

    public static final DeviceState FRESH = new DeviceState(0, null, List.of());

    public DeviceState {
        models = List.copyOf(models);
    }

    public ModelSlots slots(ModelName model) {
        return models.stream()
                .filter(slots -> slots.model().equals(model))
                .findFirst()
                .orElseGet(() -> ModelSlots.of(model));
    }

    /** Every file that must not be deleted. */
    public Set<ArtifactDigest> kept() {
        var kept = new HashSet<ArtifactDigest>();
        models.forEach(slots -> kept.addAll(slots.named()));
        if (goal != null) {
            for (var wanted : goal.models()) {
                kept.add(wanted.digest());
                kept.addAll(wanted.keep());
            }
        }
        return kept;
    }

    /**
     * What a device may go on with when this state is lost: what it served, what it never loads again, and how far back nobody
     * leads it. The goal must come again, signed, so the floor lies just below its generation.
     */
    public DeviceState essence() {
        return new DeviceState(
                Math.max(0, generation - 1),
                null,
                models.stream().map(ModelSlots::essence).toList());
    }

    DeviceState accepting(DesiredState newer) {
        var next = new DeviceState(newer.generation(), newer, models);
        for (var wanted : newer.models()) {
            next = wanted.retry() ? next.with(next.slots(wanted.model()).forgiven(wanted.digest())) : next;
        }
        return next;
    }

    DeviceState with(ModelSlots changed) {
        var all = new ArrayList<>(models);
        all.removeIf(slots -> slots.model().equals(changed.model()));
        all.add(changed);
        all.sort(Comparator.comparing(ModelSlots::model));
        return new DeviceState(generation, goal, all);
    }

    /** What the goal wants of {@code model}, null if nothing. */
    @Nullable
    DesiredModel wanted(ModelName model) {
        return goal == null
                ? null
                : goal.models().stream()
                        .filter(wanted -> wanted.model().equals(model))
                        .findFirst()
                        .orElse(null);
    }
}
