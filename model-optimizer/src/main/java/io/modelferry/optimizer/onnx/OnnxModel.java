package io.modelferry.optimizer.onnx;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an ONNX file says about itself.
 *
 * @param opset of the default ONNX domain; 0 if the model uses only other domains
 * @param domains opset of every domain that the model imports, the default one as {@code ai.onnx}
 * @param inputs what a caller must feed; initializers that are listed as inputs are not among them
 * @param weightBytes bytes of initializers by dtype, subgraphs included, for example {@code FLOAT → 1048576}
 * @param parameters values of initializers, subgraphs included
 * @param operators how often each operator occurs, for example {@code Gemm → 2}; domains other than the default before a colon
 * @param labels names of the classes by number, as the model's metadata says them; empty if it does not
 */
public record OnnxModel(
        long lengthBytes,
        long irVersion,
        String producer,
        int opset,
        SortedMap<String, Long> domains,
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        SortedMap<String, Long> weightBytes,
        long parameters,
        SortedMap<String, Integer> operators,
        List<String> labels) {

    public OnnxModel {
        domains = Collections.unmodifiableSortedMap(new TreeMap<>(domains));
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        weightBytes = Collections.unmodifiableSortedMap(new TreeMap<>(weightBytes));
        operators = Collections.unmodifiableSortedMap(new TreeMap<>(operators));
        labels = List.copyOf(labels);
    }

    /**
     * One input or output.
     *
     * @param dtype for example {@code FLOAT}; {@code SEQUENCE}, {@code MAP}, … for what is not a tensor
     * @param shape a number, a symbolic name, or {@code ?} for each dimension; empty for a scalar or an unknown rank
     */
    public record TensorSpec(String name, String dtype, List<String> shape) {

        public TensorSpec {
            shape = List.copyOf(shape);
        }

        @Override
        public String toString() {
            return name + " " + dtype + " " + shape;
        }
    }
}
