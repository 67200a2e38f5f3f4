/**
 * The ONNX messages, generated from {@code src/main/proto/onnx.proto} at build time. Nothing here is written by hand.
 */
@NullMarked
package io.modelferry.optimizer.schema;

import org.jspecify.annotations.NullMarked;
