/**
 * Finds the tensors of an ONNX file by walking its protobuf fields on disk; reads no payload and keeps none.
 * <p>Start reading at {@link io.modelferry.delta.onnx.TensorIndex}.
 */
@NullMarked
package io.modelferry.delta.onnx;

import org.jspecify.annotations.NullMarked;
