/**
 * The web console: server-rendered pages over the published views of every room. Decides nothing.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "platform",
            "security",
            "registry",
            "registry :: alias",
            "registry :: floor",
            "registry :: lineage",
            "registry :: diff",
            "registry :: tombstone",
            "optimisation",
            "optimisation :: diff",
            "delta",
            "delivery",
            "fleet",
            "targeting",
            "rollout",
            "rollout :: plan",
            "experiment",
            "telemetry",
            "webhooks"
        })
package io.modelferry.control.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
