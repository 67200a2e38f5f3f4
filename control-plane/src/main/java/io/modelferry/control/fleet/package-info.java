/**
 * Which devices exist, which are online, and what each one runs by attested digest.
 * <p>In: {@code UplinkReceived}. Out: {@code DeviceReported}. Start reading at {@link io.modelferry.control.fleet.Devices}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"platform", "security", "trust", "delivery", "registry", "registry :: tombstone"})
package io.modelferry.control.fleet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
