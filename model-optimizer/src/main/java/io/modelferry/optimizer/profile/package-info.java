/**
 * Where a model spends its time and its bytes, operator by operator, as ONNX Runtime tells it.
 * <p>Start reading at {@link io.modelferry.optimizer.profile.Profiler}.
 */
@NullMarked
package io.modelferry.optimizer.profile;

import org.jspecify.annotations.NullMarked;
