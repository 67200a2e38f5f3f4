package io.modelferry.delta.onnx;

import io.modelferry.delta.ElementType;
import java.util.List;

/**
 * Where a tensor's elements lie in an ONNX file, little-endian and without a gap.
 *
 * @param name  path of subgraphs and attributes, then the tensor's own name; may be empty, need not be unique
 * @param type  {@link ElementType#BYTES} if the length does not fit what the file claims
 * @param shape as the file claims it
 */
public record Tensor(String name, ElementType type, List<Long> shape, long offset, long length) {

    public Tensor {
        shape = List.copyOf(shape);
    }
}
