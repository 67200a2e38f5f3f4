/**
 * Two versions beside each other: what {@code registry.diff} finds in their files, and what was measured and offered of each.
 * <p>Start reading at {@link io.modelferry.control.optimisation.diff.VersionDiffs}. Decides nothing.
 */
@NullMarked
@NamedInterface("diff")
package io.modelferry.control.optimisation.diff;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
