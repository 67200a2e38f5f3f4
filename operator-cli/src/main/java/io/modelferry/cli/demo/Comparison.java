package io.modelferry.cli.demo;

import io.modelferry.cli.demo.Seen.Experiment;
import java.time.Duration;
import java.util.Optional;

/** Follows one experiment until the field has decided, and tells how its standing changes. */
final class Comparison {

    private static final Duration AT_MOST = Duration.ofSeconds(90);

    private final Operator operator;
    private final Patience patience;
    private final Narrator narrator;
    private String told = "";
    private String lastWhy = "";

    Comparison(Operator operator, Patience patience, Narrator narrator) {
        this.operator = operator;
        this.patience = patience;
        this.narrator = narrator;
    }

    /** @throws StepFailed if nothing is decided in time */
    Experiment follow(String experiment) throws StepFailed {
        return patience.await(
                "a verdict of experiment " + experiment,
                AT_MOST,
                () -> look(experiment),
                () -> "its last word: " + lastWhy);
    }

    private Optional<Experiment> look(String id) {
        var experiment = operator.experiment(id);
        lastWhy = experiment.why();
        if (!experiment.standing().equals(told)) {
            told = experiment.standing();
            narrator.line(experiment.words() + ": " + lastWhy);
        }
        return experiment.decided() ? Optional.of(experiment) : Optional.empty();
    }
}
