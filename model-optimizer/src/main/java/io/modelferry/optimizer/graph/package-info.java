/**
 * One ONNX graph while it is taken apart: its nodes, its constants and its names. Knows no technique.
 * <p>Start reading at {@link io.modelferry.optimizer.graph.GraphEdit}.
 */
@NullMarked
package io.modelferry.optimizer.graph;

import org.jspecify.annotations.NullMarked;
