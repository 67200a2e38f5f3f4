/**
 * Graph optimisation ahead of time, by ONNX Runtime.
 * <p>Start reading at {@link io.modelferry.optimizer.fuse.OfflineFusion}.
 */
@NullMarked
package io.modelferry.optimizer.fuse;

import org.jspecify.annotations.NullMarked;
