package io.modelferry.cli.optimize;

import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import io.modelferry.optimizer.OptimisationReport;
import io.modelferry.optimizer.calibrate.LayerLoss;
import io.modelferry.optimizer.calibrate.Sensitivity.Found;
import io.modelferry.optimizer.recipe.Recipe;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What became of a model on a page: bytes before and after, then a line for each layer, with the reason where it stayed.
 *
 * @param found how the layers that stay in float were chosen; null if nobody asked
 */
record OptimisationSheet(
        Recipe recipe, OptimisationReport report, @Nullable Found found, Duration took) {

    /** More would hide the ones that matter; {@code --json} has them all. */
    private static final int WORST_SHOWN = 20;

    private static final JsonMapper JSON = JsonMapper.shared();

    OptimisationSheet taking(Duration time) {
        return new OptimisationSheet(recipe, report, found, time);
    }

    String text() {
        return switch (report.outcome()) {
            case NOTHING_TO_CHANGE -> "nothing to change, no file written\n\n" + layers();
            case ALREADY_QUANTISED -> "already quantised: the model is its own variant, no file written\n\n" + layers();
            case CHANGED ->
                """
                variant  %s
                recipe   %s
                bytes    %s → %s, %s
                took     %s

                %s%s""".formatted(
                                recipe.technique().variant(),
                                recipe.digest(),
                                Units.bytes(report.lengthBefore()),
                                Units.bytes(report.lengthAfter()),
                                Units.percent((double) report.lengthAfter() / report.lengthBefore()),
                                Units.span(took),
                                found == null ? "" : why(found),
                                layers());
        };
    }

    String json() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("recipe", JSON.readTree(recipe.json()));
        fields.put("recipeDigest", recipe.digest());
        fields.put("variant", recipe.technique().variant());
        fields.put("outcome", report.outcome());
        fields.put("written", report.isChanged());
        fields.put("lengthBefore", report.lengthBefore());
        fields.put("lengthAfter", report.lengthAfter());
        fields.put("tookMillis", took.toMillis());
        fields.put("changed", report.changed());
        fields.put("leftAlone", report.leftAlone());
        if (found != null) {
            fields.put("sensitivity", found.ranked());
            fields.put("trials", found.trials());
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields);
    }

    private static String why(Found found) {
        var trials = found.trials().stream()
                .map(trial -> "drop %s with %s, %s"
                        .formatted(
                                Units.percent(trial.drop()),
                                trial.inFloat() == 0
                                        ? "every layer quantised"
                                        : "the worst %d in float".formatted(trial.inFloat()),
                                trial.holds() ? "holds" : "too much"))
                .collect(Collectors.joining("\n         ", "budget   ", "\n\n"));
        return found.ranked().isEmpty() ? trials : trials + losses(found) + "\n\n";
    }

    private static Table losses(Found found) {
        var table = new Table("ALONE IN CODES", "OPERATOR", "SIGNAL/NOISE", "COSINE", "NOW");
        found.ranked().stream()
                .limit(WORST_SHOWN)
                .forEach(loss -> table.row(
                        loss.node(),
                        loss.operator(),
                        decibels(loss),
                        String.format(Locale.ROOT, "%.6f", loss.cosine()),
                        found.technique().excluded().contains(loss.node()) ? "float" : "codes"));
        return table;
    }

    private static String decibels(LayerLoss loss) {
        return Double.isInfinite(loss.decibels()) ? "-" : String.format(Locale.ROOT, "%.1f dB", loss.decibels());
    }

    private Table layers() {
        var table = new Table("NODE", "OPERATOR", "WEIGHTS", "COUNT", "STAYED BECAUSE");
        report.changed()
                .forEach(layer -> table.row(layer.node(), layer.operator(), layer.weights(), layer.weightCount(), ""));
        report.leftAlone().forEach(layer -> table.row(layer.node(), layer.operator(), "", "", layer.reason()));
        return table;
    }
}
