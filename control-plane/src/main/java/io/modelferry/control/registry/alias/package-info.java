/**
 * Names that move: {@code production} is a version today and was another one before.
 * <p>Out: {@code AliasMoved}, {@code AskedMoveChanged}. Start reading at {@link io.modelferry.control.registry.alias.Aliases}. An alias is resolved once, at the edge
 * ({@link io.modelferry.control.registry.VersionNames}); what is stored is the version.
 * Which moves wait for a second person is said by {@code AliasGuard}; {@link io.modelferry.control.registry.alias.AliasApprovals} hears that person.
 */
@NullMarked
@NamedInterface("alias")
package io.modelferry.control.registry.alias;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
