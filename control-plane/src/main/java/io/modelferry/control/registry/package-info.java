/**
 * Models and their versions, the bytes behind every digest, and the signed list of what may run.
 * <p>Out: {@code ModelPublished}, {@code VersionRecalled}, {@code RecallLifted}, {@code AliasMoved}, {@code VersionDeleted}; {@code RecallEffects} is for the room that moves devices. Start reading at {@link io.modelferry.control.registry.Versions}. Must not know devices.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform", "security"})
package io.modelferry.control.registry;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
