/**
 * The command line of operators, engineers and CI.
 * <p>In: words and {@code MODELFERRY_*}. Out: a result on standard output, problems on standard error, an {@link
 * io.modelferry.cli.server.ExitCode}.
 * <p>Start reading at {@link io.modelferry.cli.Ferry}. Must not know the control plane's classes: it speaks the API like anybody.
 */
@NullMarked
package io.modelferry.cli;

import org.jspecify.annotations.NullMarked;
