package io.modelferry.optimizer.recipe;

import java.util.SortedSet;

/** A technique that any layer can be left out of: what costs too much stays in float. */
public sealed interface LayerWise extends Technique
        permits DynamicQuantisation, StaticQuantisation, WeightOnlyQuantisation {

    /** Names of nodes that stay in float. */
    SortedSet<String> excluded();

    @Override
    default SortedSet<String> spared() {
        return excluded();
    }

    @Override
    LayerWise excluding(SortedSet<String> nodes);
}
