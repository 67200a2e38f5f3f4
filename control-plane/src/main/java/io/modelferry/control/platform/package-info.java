/**
 * The ground the rooms stand on: configuration, data folder, embedded PostgreSQL, problem details, health.
 * <p>Every room may use it; it uses none. Start reading at {@link io.modelferry.control.platform.Refusal}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.modelferry.control.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
