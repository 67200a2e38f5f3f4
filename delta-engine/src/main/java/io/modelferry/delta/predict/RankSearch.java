package io.modelferry.delta.predict;

import java.io.IOException;
import java.util.Optional;
import java.util.Random;

/**
 * Finds an update of low rank between two matrices. First a small sample of rows and columns is eliminated: a low rank shows as a cliff in its pivots
 * there already. Only then the factors are computed, by randomised range finding with one power iteration, streaming over both files.
 *
 * @see <a href="https://arxiv.org/abs/0909.4061">Halko, Martinsson, Tropp, Finding structure with randomness, algorithm 4.4</a>
 */
final class RankSearch {

    private static final int SAMPLE = 64;
    private static final double CLIFF = 24;
    private static final int MAX_COLUMNS = 1 << 20;

    private final Operands operands;
    private final int rows;
    private final int columns;
    private final byte[] bytes = new byte[Floats.BLOCK * Float.BYTES];
    private final float[] old = new float[Floats.BLOCK];
    private final float[] current = new float[Floats.BLOCK];

    private RankSearch(Operands operands, int columns) {
        this.operands = operands;
        this.columns = columns;
        this.rows = (int) (operands.elements() / columns);
    }

    /** @param rows outermost dimension; what lies behind it are the columns */
    static Optional<Prediction> fit(Operands operands, long rows) throws IOException {
        long columns = rows < 2 ? 0 : operands.elements() / rows;
        if (columns < 2 || columns > MAX_COLUMNS || rows > MAX_COLUMNS || columns * rows != operands.elements()) {
            return Optional.empty();
        }
        var search = new RankSearch(operands, (int) columns);
        int rank = search.sampledRank();
        return rank == 0 ? Optional.empty() : Optional.of(search.factors(rank));
    }

    // ------------------------------------------------------------------------------------------------------------- is
    // there a cliff?

    /** 0 if the sample has no low rank. */
    private int sampledRank() throws IOException {
        int side = Math.min(SAMPLE, Math.min(rows, columns));
        var sample = new double[side][side];
        var row = new double[columns];
        for (int i = 0; i < side; i++) {
            readDifference((long) i * (rows - 1) / Math.max(1, side - 1), row);
            for (int j = 0; j < side; j++) {
                sample[i][j] = row[(int) ((long) j * (columns - 1) / Math.max(1, side - 1))];
            }
        }
        return cliff(pivots(sample, side / 2 + 1), side / 2);
    }

    /** The first ones, by Gaussian elimination with complete pivoting. */
    private static double[] pivots(double[][] a, int count) {
        int n = a.length;
        var pivots = new double[Math.min(n, count)];
        int[] place = largest(a);
        for (int step = 0; step < pivots.length; step++) {
            pivots[step] = Math.abs(a[place[0]][place[1]]);
            if (pivots[step] == 0) {
                break;
            }
            swap(a, step, place[0], place[1]);
            eliminate(a, step, place);
        }
        return pivots;
    }

    private static int[] largest(double[][] a) {
        int[] place = {0, 0};
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                if (Math.abs(a[i][j]) > Math.abs(a[place[0]][place[1]])) {
                    place[0] = i;
                    place[1] = j;
                }
            }
        }
        return place;
    }

    /** Leaves the place of the largest element below and right of the pivot. */
    private static void eliminate(double[][] a, int step, int[] place) {
        double most = -1;
        var pivot = a[step];
        for (int i = step + 1; i < a.length; i++) {
            var row = a[i];
            double factor = row[step] / pivot[step];
            double mostOfRow = 0;
            for (int j = step + 1; j < row.length; j++) {
                row[j] -= factor * pivot[j];
                mostOfRow = Math.max(mostOfRow, Math.abs(row[j]));
            }
            if (mostOfRow > most) {
                most = mostOfRow;
                place[0] = i;
            }
        }
        place[1] = step + 1;
        for (int j = step + 1; j < a.length; j++) {
            if (Math.abs(a[place[0]][j]) == most) {
                place[1] = j;
                break;
            }
        }
    }

    private static void swap(double[][] a, int step, int row, int column) {
        var line = a[step];
        a[step] = a[row];
        a[row] = line;
        for (var each : a) {
            double value = each[step];
            each[step] = each[column];
            each[column] = value;
        }
    }

    private static int cliff(double[] pivots, int most) {
        int rank = 0;
        double steepest = CLIFF;
        for (int i = 1; i <= Math.min(most, LowRank.MAX_RANK) && i < pivots.length && pivots[i - 1] > 0; i++) {
            double drop = pivots[i] == 0 ? Double.MAX_VALUE : pivots[i - 1] / pivots[i];
            if (drop > steepest) {
                steepest = drop;
                rank = i;
            }
        }
        return rank;
    }

    // --------------------------------------------------------------------------------------------------------------------- the factors

    private Prediction factors(int rank) throws IOException {
        var onRight = randomRows(rank);
        var onLeft = timesTransposed(onRight);
        orthonormalise(onLeft);
        onRight = transposedTimes(onLeft);
        orthonormalise(onRight);
        onLeft = timesTransposed(onRight);
        orthonormalise(onLeft);
        onRight = transposedTimes(onLeft);
        return new LowRank(rank, columns, interleaved(onLeft), joined(onRight));
    }

    private double[][] randomRows(int rank) {
        var random = new Random(rank); // specified to the bit, so every machine draws the same
        var drawn = new double[rank][columns];
        for (var row : drawn) {
            for (int j = 0; j < columns; j++) {
                row[j] = random.nextDouble() - 0.5;
            }
        }
        return drawn;
    }

    /** D · vᵀ for each of {@code vectors}, each of as many elements as there are columns. */
    private double[][] timesTransposed(double[][] vectors) throws IOException {
        var result = new double[vectors.length][rows];
        var row = new double[columns];
        for (int i = 0; i < rows; i++) {
            readDifference(i, row);
            for (int k = 0; k < vectors.length; k++) {
                result[k][i] = dot(row, vectors[k]);
            }
        }
        return result;
    }

    /** v · D for each of {@code vectors}, each of as many elements as there are rows. */
    private double[][] transposedTimes(double[][] vectors) throws IOException {
        var result = new double[vectors.length][columns];
        var row = new double[columns];
        for (int i = 0; i < rows; i++) {
            readDifference(i, row);
            for (int k = 0; k < vectors.length; k++) {
                double factor = vectors[k][i];
                var sum = result[k];
                for (int j = 0; j < columns; j++) {
                    sum[j] += factor * row[j];
                }
            }
        }
        return result;
    }

    /** Gram and Schmidt, twice: once leaves what rounding left. */
    private static void orthonormalise(double[][] vectors) {
        for (int k = 0; k < vectors.length; k++) {
            for (int again = 0; again < 2; again++) {
                for (int i = 0; i < k; i++) {
                    double along = dot(vectors[k], vectors[i]);
                    for (int j = 0; j < vectors[k].length; j++) {
                        vectors[k][j] -= along * vectors[i][j];
                    }
                }
            }
            double length = Math.sqrt(dot(vectors[k], vectors[k]));
            for (int j = 0; j < vectors[k].length; j++) {
                vectors[k][j] = length == 0 ? 0 : vectors[k][j] / length;
            }
        }
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private void readDifference(long row, double[] into) throws IOException {
        for (int done = 0; done < columns; done += Floats.BLOCK) {
            int count = Math.min(Floats.BLOCK, columns - done);
            operands.read(operands.old(), row * columns + done, count, bytes, old);
            operands.read(operands.current(), row * columns + done, count, bytes, current);
            for (int i = 0; i < count; i++) {
                into[done + i] = (double) current[i] - old[i];
            }
        }
    }

    private float[] interleaved(double[][] vectors) {
        var left = new float[rows * vectors.length];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < vectors.length; k++) {
                left[i * vectors.length + k] = (float) vectors[k][i];
            }
        }
        return left;
    }

    private float[] joined(double[][] vectors) {
        var right = new float[vectors.length * columns];
        for (int k = 0; k < vectors.length; k++) {
            for (int j = 0; j < columns; j++) {
                right[k * columns + j] = (float) vectors[k][j];
            }
        }
        return right;
    }
}
