package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Aim;
import io.modelferry.control.experiment.ExperimentPlan.Proof;
import io.modelferry.control.experiment.Experiments.Entry;
import io.modelferry.control.experiment.Look.ArmDrift;
import io.modelferry.control.experiment.Look.ArmLook;
import io.modelferry.control.experiment.Look.Contrast;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An experiment in Markdown: what was asked, what was seen, what it means. */
final class Report {

    private Report() {}

    static String of(Experiment experiment, @Nullable Look look, List<Entry> timeline) {
        var text = new StringBuilder();
        text.append("# Experiment %s: %s\n\n".formatted(experiment.id(), experiment.model()));
        text.append("**%s**: %s\n\n".formatted(experiment.standing().words(), experiment.why()));
        text.append(asked(experiment));
        if (look == null) {
            text.append("\nNothing was measured yet: an experiment that runs is looked at every few seconds.\n");
        } else {
            text.append("\n## Arms, as of %s\n\n".formatted(look.at()));
            text.append(arms(look.arms()));
            text.append("\n## Against control\n\n");
            text.append(contrasts(look.contrasts()));
            text.append("\nBounds hold at every look at once (docs/experiments.md). ");
            text.append(ratio(look));
            text.append(drifts(look));
        }
        text.append("\n\n## Timeline\n\n| at | what | who | why |\n|---|---|---|---|\n");
        timeline.forEach(entry -> text.append("| %s | %s | %s | %s |\n"
                .formatted(entry.at(), lower(entry.kind()), entry.actor(), cell(entry.text()))));
        return text.toString();
    }

    private static String asked(Experiment experiment) {
        var plan = experiment.plan();
        var guardrails = plan.guardrails().isEmpty()
                ? "no guardrails"
                : plan.guardrails().stream().map(Report::words).collect(Collectors.joining(", "));
        return "Primary: %s. Guardrails: %s. Drawn by %s; %s %% of the devices that can run every arm take part.\n"
                .formatted(
                        words(plan.primary()),
                        guardrails,
                        plan.unit().name().toLowerCase(Locale.ROOT),
                        number(100 * plan.share()));
    }

    /** For example {@code accuracy not worse by 3.0 points}. */
    static String words(Aim aim) {
        if (aim.metric() == Metric.DRIFT) {
            return "drift of the treatment alone";
        }
        var unit = aim.metric().scale() == Metric.Scale.RATIO ? " %" : " points";
        var margin = number(100 * aim.margin()) + unit;
        return aim.metric().word()
                + (aim.proof() == Proof.SUPERIOR
                        ? aim.margin() == 0 ? " better" : " better by more than " + margin
                        : " not worse by " + margin);
    }

    private static String arms(List<ArmLook> arms) {
        return "| arm | version | devices | units reporting | inferences | accuracy | error rate | p95 | acceptance set |"
                + " agreed in shadow |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n"
                + arms.stream().map(Report::arm).collect(Collectors.joining());
    }

    private static String arm(ArmLook arm) {
        return "| %s | %s | %d | %d | %d | %s | %s | %s | %s | %s |\n"
                .formatted(
                        arm.name(),
                        arm.version(),
                        arm.drawn(),
                        arm.units(),
                        arm.inferences(),
                        arm.accuracy() == null
                                ? "–"
                                : "%s %% of %d".formatted(number(100 * arm.accuracy()), arm.labelled()),
                        arm.errorRate() == null ? "–" : number(100 * arm.errorRate()) + " %",
                        latency(arm.latencyP95Micros()),
                        arm.acceptanceAccuracy() == null ? "–" : number(100 * arm.acceptanceAccuracy()) + " %",
                        arm.shadowAgreement() == null
                                ? "–"
                                : "%s %% of %d".formatted(number(100 * arm.shadowAgreement()), arm.shadowCompared()));
    }

    private static String contrasts(List<Contrast> contrasts) {
        return "| arm | metric | effect | bounds | aim | |\n|---|---|--:|---|---|---|\n"
                + contrasts.stream().map(Report::contrast).collect(Collectors.joining());
    }

    private static String contrast(Contrast contrast) {
        return "| %s | %s%s | %s | %s | %s | %s |\n"
                .formatted(
                        contrast.arm(),
                        contrast.aim().metric().word(),
                        contrast.primary() ? " (primary)" : "",
                        contrast.effect() == null ? "–" : effect(contrast.aim().metric(), contrast.effect()),
                        contrast.lower() == null || contrast.upper() == null
                                ? "–"
                                : signed(contrast.lower()) + " … " + signed(contrast.upper()),
                        words(contrast.aim()),
                        lower(contrast.outcome().name())
                                + (contrast.missing() == null ? "" : ": " + cell(contrast.missing())));
    }

    private static String effect(Metric metric, double effect) {
        return switch (metric.scale()) {
            case DIFFERENCE -> signed(effect) + " points";
            case RATIO -> signed(effect) + " %";
            case INDEX -> String.format(Locale.ROOT, "%.2f", effect);
        };
    }

    private static String drifts(Look look) {
        var drifts = look.drifts();
        if (drifts == null) {
            return "";
        }
        return "\n\n## Drift\n\nClasses answered, beside the acceptance run of each arm's version on its devices.\n\n"
                + "| arm | index (PSI) | limit | Jensen-Shannon | what moved |\n|---|--:|--:|--:|---|\n"
                + drifts.stream().map(Report::drift).collect(Collectors.joining());
    }

    private static String drift(ArmDrift drift) {
        var cause = drift.cause();
        return "| %s | %s | %s | %s | %s |\n"
                .formatted(
                        drift.arm(),
                        index(drift.psi()),
                        index(drift.limit()),
                        index(drift.jensenShannon()),
                        drift.missing() != null ? drift.missing() : cause == null ? "–" : DriftWords.of(cause));
    }

    private static String index(@Nullable Double index) {
        return index == null ? "–" : String.format(Locale.ROOT, "%.3f", index);
    }

    private static String ratio(Look look) {
        if (look.ratioPValue() == null) {
            return "No unit has reported yet.";
        }
        return "Units an arm: %s (p = %s)."
                .formatted(
                        look.ratioMismatch() ? "not as drawn, so no number can be believed" : "as drawn",
                        String.format(Locale.ROOT, "%.2g", look.ratioPValue()));
    }

    private static String latency(@Nullable Long micros) {
        return micros == null ? "–" : micros < 1000 ? micros + " µs" : number(micros / 1e3) + " ms";
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String signed(double share) {
        return String.format(Locale.ROOT, "%+.1f", 100 * share);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** A bar would end the cell. */
    private static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }
}
