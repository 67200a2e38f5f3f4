/**
 * TUF metadata: the four roles, delegations, keys and signatures, and the canonical JSON that is signed. Reads strictly, keeps
 * what it does not know, signs for the server side.
 * <p>Whether metadata is to be believed is the device's decision, not this package's. Start reading at
 * {@link io.modelferry.protocol.tuf.Signed}, then {@link io.modelferry.protocol.tuf.Root} and
 * {@link io.modelferry.protocol.tuf.Targets}.
 *
 * @see <a href="https://theupdateframework.github.io/specification/v1.0.34/">The Update Framework, version 1.0.34</a>
 */
@NullMarked
package io.modelferry.protocol.tuf;

import org.jspecify.annotations.NullMarked;
