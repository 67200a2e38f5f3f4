/**
 * Answers what happened: who ran which bytes when, and everything about an incident in one file.
 * <p>Reads through the other rooms' ports and changes nothing. Start reading at {@link io.modelferry.control.incident.Capsule}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "platform",
            "security",
            "registry",
            "optimisation",
            "fleet",
            "rollout",
            "telemetry",
            "trust"
        })
package io.modelferry.control.incident;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
