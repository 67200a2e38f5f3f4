/**
 * Models and their versions, and the bytes behind every digest.
 * <p>Out: {@code ModelPublished}, {@code VersionRecalled}, {@code RecallLifted}, {@code AliasMoved}, {@code AskedMoveChanged}, {@code VersionDeleted}, {@code FloorRaised}; {@code RecallEffects} is for the room that moves devices. Start reading at {@link io.modelferry.control.registry.Versions}. Must not know devices.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform", "security", "trust"})
package io.modelferry.control.registry;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
