/**
 * {@code ferry tuf-client}: the device's TUF client from the command line, in the shape that the public conformance suite drives.
 * <p>Start reading at {@link io.modelferry.cli.tuf.TufClientCommand}.
 */
@NullMarked
package io.modelferry.cli.tuf;

import org.jspecify.annotations.NullMarked;
