/**
 * Signatures: the DSSE envelope, who may sign goals, and what the targets of a fleet's TUF repository say of models and
 * deltas.
 * <p>Decides nothing about devices or rollouts. Start reading at {@link io.modelferry.protocol.trust.Envelope}, then
 * {@link io.modelferry.protocol.trust.ModelTarget}.
 */
@NullMarked
package io.modelferry.protocol.trust;

import org.jspecify.annotations.NullMarked;
