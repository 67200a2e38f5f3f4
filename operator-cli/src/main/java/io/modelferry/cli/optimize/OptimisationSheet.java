package io.modelferry.cli.optimize;

import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import io.modelferry.optimizer.OptimisationReport;
import io.modelferry.optimizer.recipe.Recipe;
import java.time.Duration;
import java.util.LinkedHashMap;
import tools.jackson.databind.json.JsonMapper;

/** What became of a model on a page: bytes before and after, then a line for each layer, with the reason where it stayed. */
record OptimisationSheet(Recipe recipe, OptimisationReport report, Duration took) {

    private static final JsonMapper JSON = JsonMapper.shared();

    String text() {
        if (!report.isChanged()) {
            return "nothing to change, no file written\n\n" + layers();
        }
        return """
                variant  %s
                recipe   %s
                bytes    %s → %s, %s
                took     %s

                %s""".formatted(
                        recipe.technique().variant(),
                        recipe.digest(),
                        Units.bytes(report.lengthBefore()),
                        Units.bytes(report.lengthAfter()),
                        Units.percent((double) report.lengthAfter() / report.lengthBefore()),
                        Units.span(took),
                        layers());
    }

    String json() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("recipe", JSON.readTree(recipe.json()));
        fields.put("recipeDigest", recipe.digest());
        fields.put("variant", recipe.technique().variant());
        fields.put("written", report.isChanged());
        fields.put("lengthBefore", report.lengthBefore());
        fields.put("lengthAfter", report.lengthAfter());
        fields.put("tookMillis", took.toMillis());
        fields.put("changed", report.changed());
        fields.put("leftAlone", report.leftAlone());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields);
    }

    private Table layers() {
        var table = new Table("NODE", "OPERATOR", "WEIGHTS", "COUNT", "STAYED BECAUSE");
        report.changed()
                .forEach(layer -> table.row(layer.node(), layer.operator(), layer.weights(), layer.weightCount(), ""));
        report.leftAlone().forEach(layer -> table.row(layer.node(), layer.operator(), "", "", layer.reason()));
        return table;
    }
}
