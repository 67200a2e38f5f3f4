package io.modelferry.optimizer.recipe;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Weights and arithmetic in IEEE binary16; inputs and outputs of the model keep their type.
 *
 * @param blockedOperators operators that stay in float
 * @param blockedNodes names of nodes that stay in float
 */
public record HalfPrecision(SortedSet<String> blockedOperators, SortedSet<String> blockedNodes) implements Technique {

    public static final HalfPrecision FP16 =
            new HalfPrecision(Collections.emptySortedSet(), Collections.emptySortedSet());

    public HalfPrecision {
        blockedOperators = Collections.unmodifiableSortedSet(new TreeSet<>(blockedOperators));
        blockedNodes = Collections.unmodifiableSortedSet(new TreeSet<>(blockedNodes));
    }

    @Override
    public String variant() {
        return "fp16";
    }

    @Override
    public SortedSet<String> spared() {
        return blockedNodes;
    }

    @Override
    public HalfPrecision excluding(SortedSet<String> nodes) {
        return new HalfPrecision(blockedOperators, nodes);
    }
}
