/**
 * The measured half of a recipe: what activations are on typical inputs, which layers cost most, and which go back to float.
 * What is found becomes literals of a technique; nothing here writes a model that is kept.
 * <p>Start reading at {@link io.modelferry.optimizer.calibrate.Calibration}, then
 * {@link io.modelferry.optimizer.calibrate.Sensitivity}.
 */
@NullMarked
package io.modelferry.optimizer.calibrate;

import org.jspecify.annotations.NullMarked;
