/**
 * What changes from one version to another, and for whom that is a break: inputs, outputs, operators, weights, labels.
 * <p>Start reading at {@link io.modelferry.control.registry.diff.FileDiffs}. Reads models only as publishing does, with the same limits; never
 * runs one. Must not know variants or devices.
 */
@NullMarked
@NamedInterface("diff")
package io.modelferry.control.registry.diff;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
