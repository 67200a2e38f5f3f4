package io.modelferry.control.optimisation.making;

import io.modelferry.optimizer.calibrate.LayerLoss;
import io.modelferry.optimizer.calibrate.Sensitivity.Trial;
import io.modelferry.optimizer.recipe.Technique;
import io.modelferry.optimizer.worker.Message.Decided;
import java.util.List;

/**
 * A technique that says everything about its variant.
 *
 * @param ranked what each layer costs, if that decided which stay in float
 */
record Measure(Technique technique, List<LayerLoss> ranked, List<Trial> trials) {

    static Measure of(Decided decided) {
        return new Measure(decided.technique(), decided.ranked(), decided.trials());
    }

    /** Nothing was measured. */
    static Measure of(Technique technique) {
        return new Measure(technique, List.of(), List.of());
    }
}
