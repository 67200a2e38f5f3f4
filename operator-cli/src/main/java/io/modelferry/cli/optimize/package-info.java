/**
 * {@code ferry optimize}: variants of ONNX files, made without a server.
 * <p>Start reading at {@link io.modelferry.cli.optimize.OptimizeCommand}. Must not decide anything the optimizer decides.
 */
@NullMarked
package io.modelferry.cli.optimize;

import org.jspecify.annotations.NullMarked;
