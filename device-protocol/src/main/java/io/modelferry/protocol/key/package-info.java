/**
 * Ed25519 keys, private and public, as they travel and as they sign.
 * <p>Knows nothing of what is signed. Start reading at {@link io.modelferry.protocol.key.SigningKey}.
 */
@NullMarked
package io.modelferry.protocol.key;

import org.jspecify.annotations.NullMarked;
