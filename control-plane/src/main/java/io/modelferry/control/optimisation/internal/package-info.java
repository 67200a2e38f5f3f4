/**
 * The door to the processes that rewrite and run models: files in, a file and its measurement out. Knows no database.
 */
@NullMarked
package io.modelferry.control.optimisation.internal;

import org.jspecify.annotations.NullMarked;
