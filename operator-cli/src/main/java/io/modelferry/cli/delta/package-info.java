/**
 * {@code ferry delta}: the delta engine on files, without a server.
 * <p>Start reading at {@link io.modelferry.cli.delta.DeltaCommand}. Must not decide anything the engine decides.
 */
@NullMarked
package io.modelferry.cli.delta;

import org.jspecify.annotations.NullMarked;
