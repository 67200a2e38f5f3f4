/**
 * Numbers for dashboards that are not ours: gauges for Prometheus, retained JSON for MQTT. Keeps nothing and decides nothing.
 * <p>In: the published views of other rooms. Start reading at {@link io.modelferry.control.dashboards.Census}. A device is never a
 * label, and every label has a bound.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform", "delivery", "optimisation", "fleet", "rollout", "telemetry"})
package io.modelferry.control.dashboards;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
