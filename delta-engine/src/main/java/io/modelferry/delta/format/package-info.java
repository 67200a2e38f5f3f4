/**
 * The container: prologue, directory and the order of the body, as {@code docs/delta-format.md} tells them, and every limit.
 * <p>Start reading at {@link io.modelferry.delta.format.DeltaReader}, then {@link io.modelferry.delta.format.Directory}.
 */
@NullMarked
package io.modelferry.delta.format;

import org.jspecify.annotations.NullMarked;
