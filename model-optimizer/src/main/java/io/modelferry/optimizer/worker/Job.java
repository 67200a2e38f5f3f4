package io.modelferry.optimizer.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.modelferry.optimizer.acceptance.Budgets;
import io.modelferry.optimizer.calibrate.RangeMethod;
import io.modelferry.optimizer.recipe.LayerWise;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.recipe.Technique;
import java.nio.file.Path;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** What a worker is to do with files: one line of JSON on its standard input. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "job")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Job.Rewrite.class, name = "rewrite"),
    @JsonSubTypes.Type(value = Job.Calibrate.class, name = "calibrate"),
    @JsonSubTypes.Type(value = Job.Spare.class, name = "spare"),
    @JsonSubTypes.Type(value = Job.Find.class, name = "find"),
    @JsonSubTypes.Type(value = Job.Prove.class, name = "prove"),
    @JsonSubTypes.Type(value = Job.Measure.class, name = "measure"),
    @JsonSubTypes.Type(value = Job.Trace.class, name = "trace")
})
public sealed interface Job {

    /** @param out appears whole or not at all */
    record Rewrite(Path model, Technique technique, Path out) implements Job {}

    /**
     * Measures what a model's activations are, and which layers have to stay in float: the measured half of a recipe.
     *
     * @param budget that the variant has to hold; null if no layer goes back to float
     */
    record Calibrate(
            Path model,
            StaticQuantisation technique,
            Path calibrationSet,
            RangeMethod method,
            @Nullable Budget budget) implements Job {}

    /** Finds which layers have to stay in float, where that alone is to be measured. */
    record Spare(Path model, LayerWise technique, Budget budget) implements Job {}

    /** Finds the nodes of these kinds, so that a recipe can name them. */
    record Find(Path model, SortedSet<String> operators) implements Job {}

    /** @param maxDrop of accuracy on the set, in share of cases; without labels, the largest share of answers that may change */
    record Budget(Path acceptanceSet, double maxDrop) {}

    /** Measures a variant beside the model that it was made of, and how much memory it takes. */
    record Prove(Path parent, Path variant, Path acceptanceSet, Budgets budgets) implements Job {}

    /**
     * Measures one model alone, and how much memory it takes.
     *
     * @param acceptanceSet null if there is none: then the model is only loaded
     */
    record Measure(Path model, @Nullable Path acceptanceSet) implements Job {}

    /**
     * Runs one model under the profiler, on one thread.
     *
     * @param runs over which times are averaged
     * @param mostNodes of the profile that comes back
     */
    record Trace(Path model, int runs, int mostNodes) implements Job {}
}
