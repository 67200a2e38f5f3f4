/**
 * How things look on a terminal: tables, sizes, spans of time, progress.
 * <p>Start reading at {@link io.modelferry.cli.text.Table}. Must not know what it prints.
 */
@NullMarked
package io.modelferry.cli.text;

import org.jspecify.annotations.NullMarked;
