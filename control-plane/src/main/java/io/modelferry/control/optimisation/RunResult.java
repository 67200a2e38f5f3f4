package io.modelferry.control.optimisation;

import io.modelferry.optimizer.calibrate.LayerLoss;
import io.modelferry.optimizer.calibrate.Sensitivity.Trial;
import io.modelferry.optimizer.recipe.LayerWise;
import io.modelferry.optimizer.recipe.Recipe;
import io.modelferry.optimizer.worker.Message.Made;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * By which recipe a run made its variant. Whoever has the published model and the recipe makes the same bytes.
 *
 * @param recipe model digest, tool, and the technique with what was measured for it
 * @param recipeDigest SHA-256 of the recipe in one line, 64 hexadecimal digits
 * @param layers how many have the new form
 * @param inFloat what is of a kind that could have it, and why it does not: first what costs too much, worst first
 * @param trials how the search for the budget went, from far off it to the least that holds; empty if nothing was searched
 */
public record RunResult(JsonNode recipe, String recipeDigest, int layers, List<InFloat> inFloat, List<Trial> trials) {

    private static final JsonMapper JSON = JsonMapper.shared();

    public RunResult {
        inFloat = List.copyOf(inFloat);
        trials = List.copyOf(trials);
    }

    /** A layer that has no codes. */
    public record InFloat(String node, String operator, String reason) {}

    public static RunResult of(Recipe recipe, Made made, List<LayerLoss> ranked, List<Trial> trials) {
        var excluded = recipe.technique() instanceof LayerWise layerWise ? layerWise.excluded() : Set.<String>of();
        var inFloat = new ArrayList<InFloat>();
        for (int i = 0; i < ranked.size(); i++) {
            var loss = ranked.get(i);
            if (excluded.contains(loss.node())) {
                inFloat.add(new InFloat(loss.node(), loss.operator(), cost(loss, i + 1, ranked.size())));
            }
        }
        var costly = inFloat.stream().map(InFloat::node).collect(Collectors.toSet());
        made.leftAlone().stream()
                .filter(layer -> !costly.contains(layer.node()))
                .forEach(layer -> inFloat.add(new InFloat(layer.node(), layer.operator(), layer.reason())));
        return new RunResult(JSON.readTree(recipe.json()), recipe.digest(), made.layers(), inFloat, trials);
    }

    public static RunResult parse(String json) {
        return JSON.readValue(json, RunResult.class);
    }

    public String json() {
        return JSON.writeValueAsString(this);
    }

    private static String cost(LayerLoss loss, int place, int layers) {
        var left = Double.isInfinite(loss.decibels())
                ? "leaves no number"
                : String.format(Locale.ROOT, "leaves %.1f dB of signal over noise", loss.decibels());
        return "costs too much: quantised alone it %s, number %d of %d".formatted(left, place, layers);
    }
}
