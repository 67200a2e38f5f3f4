package io.modelferry.optimizer.recipe;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.SortedSet;

/** How one model becomes another. Its parameters are literals: nothing about the result is decided later. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "technique")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DynamicQuantisation.class, name = "dynamic-quantisation"),
    @JsonSubTypes.Type(value = StaticQuantisation.class, name = "static-quantisation"),
    @JsonSubTypes.Type(value = WeightOnlyQuantisation.class, name = "weight-only-quantisation"),
    @JsonSubTypes.Type(value = HalfPrecision.class, name = "half-precision"),
    @JsonSubTypes.Type(value = MagnitudePruning.class, name = "magnitude-pruning"),
    @JsonSubTypes.Type(value = Fusion.class, name = "fusion")
})
public sealed interface Technique permits LayerWise, HalfPrecision, MagnitudePruning, Fusion {

    /** The name of the variant that operators and devices know, for example {@code int8-dynamic}. */
    String variant();

    /** Names of nodes that stay as they are; one that a model does not have is refused. */
    SortedSet<String> spared();

    /** The same, but these nodes and no others stay as they are. */
    Technique excluding(SortedSet<String> nodes);
}
