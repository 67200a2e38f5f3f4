/**
 * Tells other systems what happened: signed HTTP messages, written with the change and delivered at least once.
 * <p>In: {@code RolloutMoved}, {@code VersionRecalled}, {@code RecallLifted}, {@code AliasMoved}, {@code VersionDeleted},
 * {@code FloorRaised}. Start reading at
 * {@link io.modelferry.control.webhooks.Outbox}, then {@link io.modelferry.control.webhooks.Dispatcher}. Must not follow a redirect
 * or reach into the network it stands in.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "platform",
            "security",
            "registry",
            "registry :: alias",
            "registry :: floor",
            "registry :: tombstone",
            "rollout",
            "rollout :: plan"
        })
package io.modelferry.control.webhooks;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
