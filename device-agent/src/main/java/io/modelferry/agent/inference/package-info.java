/**
 * Runs models: the only door to ONNX Runtime. A swap puts a new session beside the old one and closes the old when its last
 * lease is returned, because closing a session that runs takes the process down. Where two do not fit in memory the one is closed first
 * ({@code Swaps}); a candidate may see some inputs beside what answers ({@code ShadowLane}).
 * <p>Start reading at {@link io.modelferry.agent.inference.ModelRuntime}, then
 * {@link io.modelferry.agent.inference.Admission} for the way of a request and {@link io.modelferry.agent.inference.LeasedSession}.
 */
@NullMarked
package io.modelferry.agent.inference;

import org.jspecify.annotations.NullMarked;
