/**
 * Reads what an ONNX file is without believing it: a walk over the wire format that never holds a weight.
 * <p>Start reading at {@link io.modelferry.optimizer.onnx.OnnxInspection}. What is refused, and why, is
 * {@link io.modelferry.optimizer.onnx.MalformedModel}.
 */
@NullMarked
package io.modelferry.optimizer.onnx;

import org.jspecify.annotations.NullMarked;
