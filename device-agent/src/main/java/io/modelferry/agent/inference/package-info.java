/**
 * Runs models: the only door to ONNX Runtime. A swap puts a new session beside the old one and closes the old when its last
 * lease is returned, because closing a session that runs takes the process down.
 * <p>Start reading at {@link io.modelferry.agent.inference.ModelRuntime}, then
 * {@link io.modelferry.agent.inference.LeasedSession}.
 */
@NullMarked
package io.modelferry.agent.inference;

import org.jspecify.annotations.NullMarked;
