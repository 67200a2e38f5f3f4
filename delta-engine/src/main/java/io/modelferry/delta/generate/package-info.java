/**
 * Plans and writes a delta: cuts both files into extents, matches them, and takes for each the codec that measured smallest.
 * <p>Start reading at {@link io.modelferry.delta.generate.DeltaGenerator}.
 */
@NullMarked
package io.modelferry.delta.generate;

import org.jspecify.annotations.NullMarked;
