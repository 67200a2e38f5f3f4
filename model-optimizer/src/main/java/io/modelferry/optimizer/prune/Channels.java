package io.modelferry.optimizer.prune;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The elements of a row-major tensor that belong to one output channel: runs of {@code length}, {@code stride} apart.
 *
 * @param first of the first run
 * @param runs how many
 */
record Channels(int first, int length, int stride, int runs) {

    static List<Channels> whole(int count) {
        return List.of(new Channels(0, count, count, 1));
    }

    static List<Channels> along(long[] shape, int axis) {
        var inner = product(shape, axis + 1, shape.length);
        var outer = product(shape, 0, axis);
        var stride = (int) shape[axis] * inner;
        return IntStream.range(0, (int) shape[axis])
                .mapToObj(channel -> new Channels(channel * inner, inner, stride, outer))
                .toList();
    }

    int count() {
        return length * runs;
    }

    /** Where element {@code i} of the channel lies in the tensor. */
    int at(int i) {
        return first + i / length * stride + i % length;
    }

    private static int product(long[] shape, int from, int to) {
        var product = 1;
        for (int i = from; i < to; i++) {
            product = Math.multiplyExact(product, (int) shape[i]);
        }
        return product;
    }
}
