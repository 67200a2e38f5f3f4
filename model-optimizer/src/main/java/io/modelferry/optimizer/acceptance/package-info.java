/**
 * Proof by running: the publisher's acceptance set, and what ONNX Runtime makes of a model on it.
 * <p>Start reading at {@link io.modelferry.optimizer.acceptance.AcceptanceSet}, then
 * {@link io.modelferry.optimizer.acceptance.Evaluation}.
 */
@NullMarked
package io.modelferry.optimizer.acceptance;

import org.jspecify.annotations.NullMarked;
