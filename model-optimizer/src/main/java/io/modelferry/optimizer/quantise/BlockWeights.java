package io.modelferry.optimizer.quantise;

import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.recipe.WeightOnlyQuantisation;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A matrix {@code [rows, columns]} in blocks along its columns, as {@code MatMulNBits} reads it: the codes of column after
 * column, block after block, the lower half of a byte first. The arithmetic is that of ONNX Runtime's {@code
 * BlockwiseQuantizer}: single precision, half away from zero.
 *
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/v1.30.0/onnxruntime/core/mlas/lib/q4_dq.cpp">q4_dq.cpp</a>
 */
final class BlockWeights {

    /** Columns that are done together: neighbours in a row, so that a row's cache line is used whole. */
    private static final int BAND = 64;

    private static final int MIDDLE_OF_FOUR_BITS = 8;

    private final FloatTensor tensor;
    private final WeightOnlyQuantisation technique;
    private final boolean transposed;
    private final int rows;
    private final int columns;
    private final int blocks;
    private final byte[] codes;
    private final float[] scales;
    private final byte[] zeroPoints;

    private BlockWeights(FloatTensor tensor, boolean transposed, WeightOnlyQuantisation technique) {
        var shape = tensor.shape();
        this.tensor = tensor;
        this.technique = technique;
        this.transposed = transposed;
        this.rows = (int) shape[shape.length - (transposed ? 1 : 2)];
        this.columns = (int) shape[shape.length - (transposed ? 2 : 1)];
        this.blocks = (rows + technique.block() - 1) / technique.block();
        this.codes = new byte[Math.multiplyExact(columns * blocks, blob())];
        this.scales = new float[columns * blocks];
        this.zeroPoints = new byte[columns * zeroPointBytes()];
    }

    /**
     * @param transposed whether the weights are stored as {@code [columns, rows]}
     * @throws CannotRewrite naming the tensor, if a weight is NaN or infinite
     */
    static BlockWeights of(FloatTensor tensor, boolean transposed, WeightOnlyQuantisation technique)
            throws CannotRewrite {
        var weights = new BlockWeights(tensor, transposed, technique);
        var broken = new AtomicInteger(-1);
        IntStream.range(0, (weights.columns + BAND - 1) / BAND)
                .parallel()
                .forEach(band -> weights.quantise(band, broken));
        if (broken.get() >= 0) {
            throw new CannotRewrite(
                    "tensor '%s': column %d holds a weight that is no number".formatted(tensor.name(), broken.get()));
        }
        return weights;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int count() {
        return tensor.count();
    }

    /** {@code UINT8 [columns, blocks, bytes of a block]}. */
    byte[] codes() {
        return codes;
    }

    long[] codesShape() {
        return new long[] {columns, blocks, blob()};
    }

    /** {@code FLOAT [columns, blocks]}. */
    float[] scales() {
        return scales;
    }

    long[] scalesShape() {
        return new long[] {columns, blocks};
    }

    /** {@code UINT8 [columns, bytes of a column's blocks]}; of no use if symmetric. */
    byte[] zeroPoints() {
        return zeroPoints;
    }

    long[] zeroPointsShape() {
        return new long[] {columns, zeroPointBytes()};
    }

    private int blob() {
        return technique.block() * technique.bits() / 8;
    }

    private int zeroPointBytes() {
        return (blocks * technique.bits() + 7) / 8;
    }

    private void quantise(int band, AtomicInteger broken) {
        var first = band * BAND;
        var width = Math.min(BAND, columns - first);
        var piece = new float[technique.block() * width];
        var column = new float[technique.block()];
        for (int block = 0; block < blocks; block++) {
            var row = block * technique.block();
            var height = Math.min(technique.block(), rows - row);
            read(row, height, first, width, piece);
            for (int i = 0; i < width; i++) {
                for (int r = 0; r < height; r++) {
                    column[r] = piece[r * width + i];
                }
                if (!quantise(column, height, first + i, block)) {
                    broken.set(first + i);
                }
            }
        }
    }

    private void read(int row, int height, int column, int width, float[] piece) {
        if (!transposed) {
            var line = new float[width];
            for (int r = 0; r < height; r++) {
                tensor.get((row + r) * columns + column, line, width);
                System.arraycopy(line, 0, piece, r * width, width);
            }
            return;
        }
        var line = new float[height];
        for (int i = 0; i < width; i++) {
            tensor.get((column + i) * rows + row, line, height);
            for (int r = 0; r < height; r++) {
                piece[r * width + i] = line[r];
            }
        }
    }

    /** @return whether all weights are finite */
    private boolean quantise(float[] weights, int count, int column, int block) {
        var min = Float.POSITIVE_INFINITY;
        var max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            min = Math.min(min, weights[i]);
            max = Math.max(max, weights[i]);
        }
        var map = technique.symmetric()
                ? BlockMap.symmetric(technique.bits(), min, max)
                : BlockMap.asymmetric(technique.bits(), min, max);
        scales[column * blocks + block] = map.scale();
        put(zeroPoints, column * zeroPointBytes(), block, map.zeroPoint());
        if (technique.bits() == 4 && block == blocks - 1 && blocks % 2 == 1) {
            put(zeroPoints, column * zeroPointBytes(), blocks, MIDDLE_OF_FOUR_BITS); // nobody's half of a byte
        }
        var at = (column * blocks + block) * blob();
        for (int i = 0; i < count; i++) { // beyond the last row codes are 0, and meet activations of 0
            put(codes, at, i, map.code(weights[i]));
        }
        return Float.isFinite(min) && Float.isFinite(max);
    }

    private void put(byte[] into, int at, int index, int code) {
        if (technique.bits() == 8) {
            into[at + index] = (byte) code;
        } else {
            into[at + index / 2] |= (byte) (code << 4 * (index % 2));
        }
    }
}
