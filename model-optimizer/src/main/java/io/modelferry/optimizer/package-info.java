/**
 * Makes one ONNX file into another and proves what came of it: reading a model that nobody trusts, rewriting its graph,
 * measuring the result. A library; knows no fleet, no database and no Spring.
 * <p>Start reading at {@link io.modelferry.optimizer.onnx.OnnxInspection}, then
 * {@link io.modelferry.optimizer.Optimizer} and {@link io.modelferry.optimizer.acceptance.Evaluation}.
 */
@NullMarked
package io.modelferry.optimizer;

import org.jspecify.annotations.NullMarked;
