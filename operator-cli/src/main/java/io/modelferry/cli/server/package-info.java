/**
 * The control plane's API as a client sees it.
 * <p>In: an address and a token. Out: JSON, or a {@link io.modelferry.cli.server.ServerProblem} sorted by remedy.
 * <p>Start reading at {@link io.modelferry.cli.server.ControlPlaneClient}. Must not print.
 */
@NullMarked
package io.modelferry.cli.server;

import org.jspecify.annotations.NullMarked;
