package io.modelferry.optimizer.calibrate;

import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.Budgets;
import io.modelferry.optimizer.acceptance.CannotRun;
import io.modelferry.optimizer.acceptance.Evaluation;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.NamedLayer;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.recipe.LayerWise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds the layers that a quantised model cannot afford. Each is quantised alone, and what that does to the first output ranks
 * them; then the worst go back to float, as few as hold the budget.
 */
public final class Sensitivity {

    /** Enough cases to rank layers by; the budget is proven on all of them. */
    private static final int RANKING_CASES = 32;

    private final Stage stage;
    private final Evaluation evaluation =
            new Evaluation(System::nanoTime, Runtime.getRuntime().availableProcessors());

    public Sensitivity(Stage stage) {
        this.stage = stage;
    }

    /**
     * The technique that holds the budget.
     *
     * @param ranked every layer, worst first; empty if the technique held at once
     * @param trials what was tried, from far off the budget to the least that holds
     */
    public record Found(LayerWise technique, List<LayerLoss> ranked, List<Trial> trials) {

        public Found {
            ranked = List.copyOf(ranked);
            trials = List.copyOf(trials);
        }
    }

    /**
     * @param inFloat how many of the worst layers were in float
     * @param drop of accuracy against the parent; without labels, the share of answers that changed
     */
    public record Trial(int inFloat, double drop, boolean holds) {}

    /**
     * @param technique with the measured half done; nodes that it excludes stay excluded
     * @param maxDrop of accuracy, in share of cases; without labels, the largest share of answers that may change
     * @throws CannotRewrite if the budget does not hold while even one layer is quantised
     */
    public Found within(double maxDrop, Path model, LayerWise technique, AcceptanceSet set)
            throws MalformedModel, CannotRewrite, CannotRun, IOException {
        var folder = Files.createTempDirectory("sensitivity");
        try {
            return new Search(model, technique, set, maxDrop, folder.resolve("variant.onnx")).found();
        } finally {
            Files.deleteIfExists(folder.resolve("variant.onnx"));
            Files.delete(folder);
        }
    }

    /** One model's way into its budget. */
    private final class Search {

        private final Path model;
        private final LayerWise technique;
        private final AcceptanceSet set;
        private final double maxDrop;
        private final Path variant;
        private final List<Trial> trials = new ArrayList<>();

        Search(Path model, LayerWise technique, AcceptanceSet set, double maxDrop, Path variant) {
            this.model = model;
            this.technique = technique;
            this.set = set;
            this.maxDrop = maxDrop;
            this.variant = variant;
        }

        Found found() throws MalformedModel, CannotRewrite, CannotRun, IOException {
            if (holds(technique, 0)) {
                return new Found(technique, List.of(), trials);
            }
            var ranked = ranked();
            var fails = 0;
            var holds = ranked.size(); // all in float: the model itself
            while (holds - fails > 1) {
                var middle = (fails + holds) / 2;
                if (holds(without(ranked, middle), middle)) {
                    holds = middle;
                } else {
                    fails = middle;
                }
            }
            if (holds == ranked.size()) {
                throw new CannotRewrite("a drop of at most %s does not hold while even layer '%s' is quantised"
                        .formatted(
                                maxDrop,
                                ranked.isEmpty() ? "" : ranked.getLast().node()));
            }
            trials.sort(Comparator.comparing(Trial::holds)
                    .thenComparingInt(trial -> trial.holds() ? -trial.inFloat() : trial.inFloat()));
            return new Found(without(ranked, holds), ranked, trials);
        }

        private boolean holds(LayerWise candidate, int inFloat)
                throws MalformedModel, CannotRewrite, CannotRun, IOException {
            stage.at("trial with " + inFloat + " layers in float", trials.size(), trials.size() + 1);
            var isChanged = Optimizer.optimise(model, candidate, variant).isChanged();
            var drop = isChanged
                    ? evaluation.prove(model, variant, set, Budgets.NONE, null).drop()
                    : 0; // no layer takes the form: the model itself
            trials.add(new Trial(inFloat, drop, drop <= maxDrop));
            return drop <= maxDrop;
        }

        private LayerWise without(List<LayerLoss> ranked, int worst) {
            return technique.excluding(excludedAnd(
                    ranked.subList(0, worst).stream().map(LayerLoss::node).collect(Collectors.toSet())));
        }

        private List<LayerLoss> ranked() throws MalformedModel, CannotRewrite, CannotRun, IOException {
            var layers = Optimizer.layers(model, technique);
            var cases = cases();
            var expected = evaluation.scores(model, set, cases);
            var losses = new ArrayList<LayerLoss>();
            for (var layer : layers) {
                stage.at("layers", losses.size(), layers.size());
                var others = layers.stream()
                        .map(NamedLayer::node)
                        .filter(node -> !node.equals(layer.node()))
                        .collect(Collectors.toSet());
                Optimizer.optimise(model, technique.excluding(excludedAnd(others)), variant);
                losses.add(LayerLoss.of(layer, expected, evaluation.scores(variant, set, cases)));
            }
            stage.at("layers", layers.size(), layers.size());
            losses.sort(Comparator.comparingDouble(LayerLoss::decibels));
            return losses;
        }

        /** Spread evenly: sets are often sorted by class. */
        private List<Integer> cases() {
            var count = Math.min(RANKING_CASES, set.cases());
            return IntStream.range(0, count)
                    .map(i -> (int) ((long) i * set.cases() / count))
                    .boxed()
                    .toList();
        }

        private SortedSet<String> excludedAnd(Set<String> others) {
            var all = new TreeSet<>(technique.excluded());
            all.addAll(others);
            return all;
        }
    }
}
