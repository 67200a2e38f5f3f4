package io.modelferry.control.console;

import io.modelferry.control.experiment.Experiment;
import io.modelferry.control.experiment.ExperimentState;
import io.modelferry.control.experiment.Look;
import io.modelferry.control.experiment.Look.Contrast;
import io.modelferry.control.experiment.Metric;
import io.modelferry.control.experiment.Standing;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as a page draws it.
 *
 * @param look null before the first
 * @param strips a row for each contrast that has bounds or waits for them
 * @param boundary the primary contrast's bounds over time; null before two looks had any
 */
public record ExperimentPicture(
        Experiment experiment,
        @Nullable Look look,
        List<Strip> strips,
        @Nullable Boundary boundary,
        String standingName,
        String tone,
        List<ExperimentVerb> verbs) {

    static ExperimentPicture of(Experiment experiment, Optional<Look> latest, List<Look> looks) {
        return new ExperimentPicture(
                experiment,
                latest.orElse(null),
                latest.map(ExperimentPicture::strips).orElse(List.of()),
                Boundary.of(looks).orElse(null),
                standingName(experiment),
                tone(experiment),
                ExperimentVerb.fitting(experiment));
    }

    /** Drift has no bounds, and a card of its own. */
    private static List<Strip> strips(Look look) {
        return look.contrasts().stream()
                .filter(contrast -> contrast.aim().metric() != Metric.DRIFT)
                .map(Strip::of)
                .toList();
    }

    /** Whether a model that broke ends it. */
    public boolean driftGuarded() {
        return experiment.plan().guardrails().stream().anyMatch(aim -> aim.metric() == Metric.DRIFT);
    }

    /** @return empty in a look of before arms were held against their acceptance runs */
    public List<DriftStrip> drifts() {
        return look == null || look.drifts() == null ? List.of() : DriftStrip.of(look.drifts());
    }

    /** Nothing will be said of it any more. */
    public boolean over() {
        return switch (experiment.state()) {
            case READY, RUNNING -> false;
            case STOPPED, SHIPPED -> true;
        };
    }

    public boolean live() {
        return experiment.state() == ExperimentState.RUNNING;
    }

    private static String standingName(Experiment experiment) {
        var words = experiment.standing().words();
        var capital = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        return switch (experiment.state()) {
            case READY -> "Ready to start";
            case RUNNING -> capital;
            case STOPPED -> "Stopped, " + (experiment.standing() == Standing.RUNNING ? "undecided" : words);
            case SHIPPED -> "Shipped";
        };
    }

    /** The last word of the CSS classes {@code state-…} and {@code why-…}. */
    private static String tone(Experiment experiment) {
        return switch (experiment.standing()) {
            case READY, NO_DATA -> "quiet";
            case RUNNING -> "trial";
            case UNHEALTHY, INCONCLUSIVE -> "warn";
            case GUARDRAIL_FAILING, WORSE -> "bad";
            case READY_TO_SHIP -> "good";
        };
    }

    /**
     * One contrast as a strip: gains to the right, so that right is better for every metric. Places on 0…{@link Bar#LENGTH}.
     *
     * @param low of the band; null without bounds
     */
    public record Strip(
            Contrast contrast,
            @Nullable Double low,
            @Nullable Double width,
            @Nullable Double point,
            double zero,
            double bar) {

        private static final double EDGE = 40;
        private static final double LEAST_SPAN = 0.02;

        static Strip of(Contrast contrast) {
            var metric = contrast.aim().metric();
            var bar = contrast.aim().bar();
            if (contrast.effect() == null || contrast.lower() == null || contrast.upper() == null) {
                var span = Math.max(LEAST_SPAN, 2 * Math.abs(bar));
                return new Strip(contrast, null, null, null, at(0, span), at(bar, span));
            }
            var one = metric.gain(contrast.lower());
            var other = metric.gain(contrast.upper());
            var least = Math.min(one, other);
            var most = Math.max(one, other);
            var span = Math.max(Math.max(Math.abs(least), Math.abs(most)), Math.max(LEAST_SPAN, 2 * Math.abs(bar)));
            var low = at(least, span);
            return new Strip(
                    contrast,
                    low,
                    Math.max(2, at(most, span) - low),
                    at(metric.gain(contrast.effect()), span),
                    at(0, span),
                    at(bar, span));
        }

        private static double at(double value, double span) {
            return EDGE + (Bar.LENGTH - 2 * EDGE) * (Math.clamp(value, -span, span) + span) / (2 * span);
        }
    }
}
