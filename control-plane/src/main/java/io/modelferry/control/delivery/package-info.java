/**
 * The post office: carries envelopes down, messages up, and bytes to whom they were addressed. Knows no rollouts.
 * <p>Out: {@code UplinkReceived}. Start reading at {@link io.modelferry.control.delivery.PostOffice}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform", "security", "trust", "registry"})
package io.modelferry.control.delivery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
