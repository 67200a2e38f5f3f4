/**
 * {@code ferry bench optimize}: our variants of real models beside those of ONNX Runtime's own tools, which run as a Python
 * process where there is one.
 * <p>Start reading at {@link io.modelferry.cli.bench.optimize.OptimizeBench}.
 */
@NullMarked
package io.modelferry.cli.bench.optimize;

import org.jspecify.annotations.NullMarked;
