package io.modelferry.control.rollout;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.rollout.gate.Judge.Arm;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/**
 * Draws the two arms of a stage. Treatment are the devices that were given the version, control those that still wait in
 * the queue and run the version before it. In a percent stage, lab devices are in neither arm: nobody drew them by lot. Of a large fleet the
 * first and the last in the draw are taken: chance put them there.
 */
@Component
class Arms {

    /** Devices of an arm that are asked. */
    static final int MOST = 5000;

    private final Deployments deployments;
    private final RolloutQueue queue;
    private final Variants variants;

    Arms(Deployments deployments, RolloutQueue queue, Variants variants) {
        this.deployments = deployments;
        this.queue = queue;
        this.variants = variants;
    }

    /** Those that still wait and run the version before it; empty where everybody has been given the version. */
    Optional<Arm> control(Rollout rollout) {
        if (queue.empty(rollout.id())) {
            return Optional.empty();
        }
        var pinned =
                rollout
                        .previousVersion()
                        .map(version -> variants.of(rollout.model(), version))
                        .orElse(List.of())
                        .stream()
                        .map(Variants.VariantView::digest)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        var withLab = !rollout.stagePlan().drawn()
                || !rollout.plan().stages().getFirst().lab();
        return Optional.of(new Arm(pinned, queue.lastRunning(rollout.id(), rollout.model(), pinned, withLab, MOST)));
    }

    /** Those that were given the version. */
    Arm treatment(Rollout rollout) {
        var stages = IntStream.rangeClosed(0, rollout.stage())
                .filter(stage -> !rollout.stagePlan().drawn()
                        || rollout.plan().stages().get(stage).drawn())
                .boxed()
                .toList();
        return deployments.first(rollout.id(), stages, MOST);
    }
}
