/**
 * The door to ONNX Runtime and the graph rewriters: files in, a file and its measurement out. Knows no database.
 */
@NullMarked
package io.modelferry.control.optimisation.internal;

import org.jspecify.annotations.NullMarked;
