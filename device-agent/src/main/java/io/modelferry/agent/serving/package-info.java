/**
 * The Open Inference Protocol v2 on loopback, for applications in any language, and the way back for ground truth.
 * <p>Start reading at {@link io.modelferry.agent.serving.InferenceServer}, then
 * {@link io.modelferry.agent.serving.Routes} and {@link io.modelferry.agent.serving.RequestJson}. Runs no model itself and keeps no input.
 */
@NullMarked
package io.modelferry.agent.serving;

import org.jspecify.annotations.NullMarked;
