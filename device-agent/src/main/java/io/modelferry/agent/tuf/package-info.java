/**
 * A TUF client: brings a repository's metadata up to date, believes only what its own keys prove, and fetches targets. Stands beside
 * {@code trust} and is not wired into the update life yet.
 * <p>Start reading at {@link io.modelferry.agent.tuf.TrustedMetadata}, which decides and does no I/O, then
 * {@link io.modelferry.agent.tuf.Refresh}, which walks through section 5 of the specification.
 *
 * @see <a href="https://theupdateframework.github.io/specification/v1.0.34/#detailed-client-workflow">The Update Framework,
 *     version 1.0.34, section 5</a>
 */
@NullMarked
package io.modelferry.agent.tuf;

import org.jspecify.annotations.NullMarked;
