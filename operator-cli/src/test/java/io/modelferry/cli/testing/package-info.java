/** Fakes for the command line's tests. */
@NullMarked
package io.modelferry.cli.testing;

import org.jspecify.annotations.NullMarked;
