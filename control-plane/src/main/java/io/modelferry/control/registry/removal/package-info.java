/**
 * What leaves the registry: versions become tombstones, and bytes that nobody needs are collected.
 * <p>Out: {@code VersionDeleted}. Asks its ports {@code VersionHolder} and {@code ArtifactHolder}. Start reading at
 * {@link io.modelferry.control.registry.removal.Deletion}, then {@link io.modelferry.control.registry.removal.GarbageCollection}. Must not
 * know devices, rollouts or deltas.
 */
@NullMarked
package io.modelferry.control.registry.removal;

import org.jspecify.annotations.NullMarked;
