/**
 * Weight-level binary deltas between two model files, bit-exact, and nothing else: no network, no framework, none of our other modules.
 * <p>{@code generate} plans and writes a delta, {@code apply} turns base and delta into the target, {@code explain} says what a
 * delta holds. {@code format} is the container, {@code codec} the compressors behind one door, {@code onnx} finds the tensors.
 * <p>Start reading at {@code docs/delta-format.md}, then {@code generate.DeltaGenerator} and {@code apply.DeltaApplier}.
 */
@NullMarked
package io.modelferry.delta;

import org.jspecify.annotations.NullMarked;
