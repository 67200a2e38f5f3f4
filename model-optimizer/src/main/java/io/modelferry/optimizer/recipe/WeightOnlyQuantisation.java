package io.modelferry.optimizer.recipe;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Weights in four or eight bits with a scale for every block of a column, activations in float: ONNX Runtime's {@code
 * MatMulNBits}. Saves bytes and memory traffic, not arithmetic.
 *
 * @param bits 4 or 8
 * @param block weights that share a scale, along the rows of a column; a power of two from 16
 * @param symmetric zero has the middle code; otherwise each block has a zero point of its own
 * @param excluded names of nodes that stay in float
 */
public record WeightOnlyQuantisation(int bits, int block, boolean symmetric, SortedSet<String> excluded)
        implements LayerWise {

    private static final int USUAL_BLOCK = 32;

    public static final WeightOnlyQuantisation INT4 =
            new WeightOnlyQuantisation(4, USUAL_BLOCK, true, Collections.emptySortedSet());

    public static final WeightOnlyQuantisation INT8 =
            new WeightOnlyQuantisation(8, USUAL_BLOCK, true, Collections.emptySortedSet());

    public WeightOnlyQuantisation {
        if (bits != 4 && bits != 8) {
            throw new IllegalArgumentException("weights have 4 or 8 bits: " + bits);
        }
        if (!isBlock(block)) {
            throw new IllegalArgumentException("a block is a power of two from 16 on: " + block);
        }
        excluded = Collections.unmodifiableSortedSet(new TreeSet<>(excluded));
    }

    public static boolean isBlock(int block) {
        return block >= 16 && Integer.bitCount(block) == 1;
    }

    @Override
    public String variant() {
        return "int" + bits + "-weights" + (block == USUAL_BLOCK ? "" : "-block-" + block)
                + (symmetric ? "" : "-asymmetric");
    }

    @Override
    public WeightOnlyQuantisation excluding(SortedSet<String> nodes) {
        return new WeightOnlyQuantisation(bits, block, symmetric, nodes);
    }
}
