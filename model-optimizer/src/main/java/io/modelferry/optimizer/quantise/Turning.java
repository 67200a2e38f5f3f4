package io.modelferry.optimizer.quantise;

import java.util.stream.IntStream;

/** Turns a matrix of bytes, a band of rows at a time: one by one would miss the cache at every byte. */
final class Turning {

    private static final int ROWS = 32;

    private Turning() {}

    static byte[] turned(byte[] matrix, int rows, int cols) {
        var turned = new byte[matrix.length];
        IntStream.range(0, (rows + ROWS - 1) / ROWS).parallel().forEach(band -> {
            var first = band * ROWS;
            var last = Math.min(first + ROWS, rows);
            for (int col = 0; col < cols; col++) {
                for (int row = first; row < last; row++) {
                    turned[col * rows + row] = matrix[row * cols + col];
                }
            }
        });
        return turned;
    }
}
