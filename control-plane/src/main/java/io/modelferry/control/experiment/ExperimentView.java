package io.modelferry.control.experiment;

import io.modelferry.control.experiment.Experiments.Entry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An experiment with its newest numbers. @param look null before the first */
record ExperimentView(Experiment experiment, @Nullable Look look, List<Entry> timeline) {

    static Optional<ExperimentView> of(Experiments experiments, ExperimentId id) {
        return experiments
                .find(id)
                .map(found -> new ExperimentView(found, experiments.latest(id).orElse(null), experiments.timeline(id)));
    }
}
