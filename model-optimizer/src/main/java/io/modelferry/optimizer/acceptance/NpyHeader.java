package io.modelferry.optimizer.acceptance;

import io.modelferry.optimizer.acceptance.NpyArray.Type;
import java.util.List;

/**
 * What an array says of itself.
 *
 * @param shape never empty: the first dimension counts cases
 */
record NpyHeader(String name, Type type, List<Integer> shape) {

    NpyHeader {
        shape = List.copyOf(shape);
    }

    int cases() {
        return shape.getFirst();
    }

    /** @throws ArithmeticException if no memory is so large */
    long lengthBytes() {
        return shape.stream().mapToLong(Integer::longValue).reduce(type.bytes(), Math::multiplyExact);
    }
}
