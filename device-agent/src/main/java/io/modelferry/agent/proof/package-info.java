/**
 * Proves a model in a process of its own, so that a file which crashes, hangs or takes all memory costs that process only: the
 * agent goes on answering, and nothing stays on disk.
 * <p>In: {@link io.modelferry.agent.inference.ProofRequest}. Out: nothing, or an {@code UpdateFailure} with its code.
 * <p>Start reading at {@link io.modelferry.agent.proof.ChildProof}; {@link io.modelferry.agent.proof.ProofMain} is the other side.
 */
@NullMarked
package io.modelferry.agent.proof;

import org.jspecify.annotations.NullMarked;
