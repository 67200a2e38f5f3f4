package io.modelferry.control.console;

import io.modelferry.control.experiment.Experiment;
import io.modelferry.control.experiment.ExperimentState;
import io.modelferry.control.experiment.Standing;
import java.util.Arrays;
import java.util.List;

/** What an operator may order of an experiment. */
public enum ExperimentVerb {
    START("start", "Start", "play", "Arms are drawn, and each device gets its arm's version."),
    SHIP(
            "ship",
            "Ship the winner",
            "next",
            "The experiment ends, and a rollout takes the winner's version to everybody."),
    STOP("stop", "Stop", "stop", "The experiment ends. Every device goes back to the model's version, without bytes.");

    private final String path;
    private final String label;
    private final String icon;
    private final String consequence;

    ExperimentVerb(String path, String label, String icon, String consequence) {
        this.path = path;
        this.label = label;
        this.icon = icon;
        this.consequence = consequence;
    }

    public String path() {
        return path;
    }

    public String label() {
        return label;
    }

    public String icon() {
        return icon;
    }

    public String consequence() {
        return consequence;
    }

    static List<ExperimentVerb> fitting(Experiment experiment) {
        return Arrays.stream(values()).filter(verb -> verb.fits(experiment)).toList();
    }

    private boolean fits(Experiment experiment) {
        return switch (this) {
            case START -> experiment.state() == ExperimentState.READY;
            case SHIP ->
                experiment.state() == ExperimentState.RUNNING && experiment.standing() == Standing.READY_TO_SHIP;
            case STOP -> experiment.state() == ExperimentState.RUNNING;
        };
    }
}
