/**
 * Turns a base file and a delta into the target file, or leaves nothing. What a device needs; never sees {@code generate}.
 * <p>Start reading at {@link io.modelferry.delta.apply.DeltaApplier}.
 */
@NullMarked
package io.modelferry.delta.apply;

import org.jspecify.annotations.NullMarked;
