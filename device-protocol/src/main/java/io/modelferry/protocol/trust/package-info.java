/**
 * Signatures: the DSSE envelope, Ed25519 keys, and the signed list of versions that a device may run.
 * <p>Decides nothing about devices or rollouts. Start reading at {@link io.modelferry.protocol.trust.Envelope}.
 */
@NullMarked
package io.modelferry.protocol.trust;

import org.jspecify.annotations.NullMarked;
