/**
 * Versions that were deleted, and whoever keeps one from being deleted.
 * <p>Start reading at {@link io.modelferry.control.registry.tombstone.Tombstones}. {@code VersionHolder} is a port: the rooms that know
 * devices, rollouts and experiments say why they need a version, and pin it by {@code VersionPins} while they begin to. Must not know how
 * versions are published or deleted.
 */
@NullMarked
@NamedInterface("tombstone")
package io.modelferry.control.registry.tombstone;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
