package io.modelferry.optimizer.recipe;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The smallest weights of each layer become zero. The file keeps its length; what shrinks is what it compresses to, and the delta.
 *
 * @param sparsity share of a layer's weights that become zero, above 0 and below 1
 * @param perChannel the share holds for each output channel, not for the layer as a whole
 * @param excluded names of nodes that keep all weights
 */
public record MagnitudePruning(double sparsity, boolean perChannel, SortedSet<String> excluded) implements Technique {

    public MagnitudePruning {
        if (!(sparsity > 0 && sparsity < 1)) {
            throw new IllegalArgumentException("a sparsity lies between 0 and 1: " + sparsity);
        }
        excluded = Collections.unmodifiableSortedSet(new TreeSet<>(excluded));
    }

    @Override
    public String variant() {
        return "pruned-" + Math.round(100 * sparsity) + (perChannel ? "-per-channel" : "");
    }

    @Override
    public MagnitudePruning excluding(SortedSet<String> nodes) {
        return new MagnitudePruning(sparsity, perChannel, nodes);
    }

    @Override
    public SortedSet<String> spared() {
        return excluded;
    }
}
