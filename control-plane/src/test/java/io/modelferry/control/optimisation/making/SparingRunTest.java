package io.modelferry.control.optimisation.making;

import static io.modelferry.control.optimisation.making.FirstVersion.ONE;
import static io.modelferry.control.optimisation.making.FirstVersion.result;
import static io.modelferry.control.optimisation.making.FirstVersion.settle;
import static io.modelferry.control.optimisation.making.FirstVersion.variant;
import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.optimisation.OptimisationRuns;
import io.modelferry.control.optimisation.OptimisationRuns.Order;
import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.control.optimisation.RunResult;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.recipe.HalfPrecision;
import io.modelferry.optimizer.recipe.LayerWise;
import io.modelferry.optimizer.recipe.MagnitudePruning;
import io.modelferry.optimizer.recipe.Recipe;
import io.modelferry.optimizer.recipe.Technique;
import io.modelferry.optimizer.recipe.Variation;
import io.modelferry.optimizer.recipe.WeightOnlyQuantisation;
import io.modelferry.protocol.ArtifactDigest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that measure nothing but which layers a variant cannot afford. */
final class SparingRunTest {

    @TempDir
    Path data;

    @TempDir
    Path models;

    @Test
    void theWorstLayersGoBackToFloatUntilTheBudgetHoldsAndTheRecipeMakesTheSameBytesAgain() throws Exception {
        try (var rooms = CatalogRooms.start(TestPostgres.migrated(), data)) {
            var onnx = TestModels.write(TestModels.withWeight("digit.weight", 50), models);
            rooms.publish("1", onnx, rooms.acceptance());
            settle(rooms);
            var variant = variant(rooms, "int8-dynamic");
            var result = result(rooms, "int8-dynamic");

            assertThat(variant.status()).as(variant.reason()).isEqualTo("OFFERED");
            assertThat(variant.accuracyDrop()).isLessThanOrEqualTo(0.01);
            assertThat(result.inFloat().getFirst().node()).contains("digit");
            assertThat(result.inFloat().getFirst().reason()).startsWith("costs too much: quantised alone it leaves ");
            assertThat(result.trials().getFirst().holds()).isFalse();
            assertThat(result.trials().getLast().holds()).isTrue();
            var recipe = Recipe.parse(result.recipe().toString());
            assertThat(((LayerWise) recipe.technique()).excluded()).isNotEmpty();
            var again = models.resolve("again.onnx");
            Optimizer.optimise(onnx, recipe.technique(), again);
            assertThat(ArtifactDigest.of(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(again))))
                    .isEqualTo(variant.digest());
        }
    }

    @Test
    void whatHoldsWithEveryLayerInCodesIsNotSearched() throws Exception {
        try (var rooms = CatalogRooms.start(TestPostgres.migrated(), data)) {
            rooms.publishDemo(1, rooms.acceptance());
            rooms.get(OptimisationRuns.class).request(METER_READER, ONE, new Order("int4-weights"), "ada");
            settle(rooms);

            assertThat(variant(rooms, "int8-dynamic").status()).isEqualTo("OFFERED");
            assertThat(result(rooms, "int8-dynamic").trials()).isEmpty();
            assertThat(result(rooms, "int4-weights").inFloat())
                    .noneMatch(layer -> layer.reason().startsWith("costs too much"));
        }
    }

    @Test
    void whatTheOrderExcludesStaysInFloatAndAWrongNameEndsTheRun() throws Exception {
        try (var rooms = CatalogRooms.start(TestPostgres.migrated(), data)) {
            rooms.publishDemo(1, rooms.acceptance());
            settle(rooms);
            var layer = result(rooms, "int8-dynamic").inFloat().stream()
                    .map(RunResult.InFloat::node)
                    .toList();
            ask(rooms, "int8-weights", "no.such.node");
            ask(rooms, "uint8-dynamic", "digit.gemm");
            settle(rooms);

            assertThat(layer).doesNotContain("digit.gemm");
            assertThat(result(rooms, "uint8-dynamic").inFloat())
                    .contains(new RunResult.InFloat("digit.gemm", "Gemm", "the recipe excludes it"));
            assertThat(variant(rooms, "int8-weights").reason()).isEqualTo("the model has no node 'no.such.node'");
        }
    }

    @Test
    void theRecipeNamesTheNodesOfOperatorsThatTheOrderExcludes() throws Exception {
        try (var rooms = CatalogRooms.start(TestPostgres.migrated(), data)) {
            rooms.publishDemo(1, rooms.acceptance());
            settle(rooms);
            ask(rooms, "int8-weights", List.of(), List.of("Gathre"));
            ask(rooms, "uint8-dynamic", List.of(), List.of("Conv"));
            settle(rooms);
            ask(rooms, "fp16", List.of("digit.gemm"), List.of("Conv"));
            settle(rooms);
            ask(rooms, "pruned-30", List.of("digit.gemm"), List.of());
            settle(rooms);

            var convolutions = ((LayerWise) technique(rooms, "uint8-dynamic")).excluded();
            assertThat(convolutions).isNotEmpty().allMatch(node -> node.contains("conv"));
            assertThat(technique(rooms, "fp16"))
                    .isEqualTo(new HalfPrecision(new TreeSet<>(List.of("Conv")), new TreeSet<>(List.of("digit.gemm"))));
            assertThat(technique(rooms, "pruned-30").spared()).containsExactly("digit.gemm");
            assertThat(variant(rooms, "int8-weights").reason())
                    .startsWith("the model has no operator 'Gathre'; it has [");
        }
    }

    @Test
    void aVariationIsAVariantOfItsOwnWithTheParametersInItsRecipe() throws Exception {
        try (var rooms = CatalogRooms.start(TestPostgres.migrated(), data)) {
            rooms.publishDemo(1, rooms.acceptance());
            settle(rooms);
            var varied = new Variation(true, true, 64, true);
            var usual = List.of("int8-dynamic", "int4-weights", "pruned-30", "fp16");
            var runs = rooms.get(OptimisationRuns.class)
                    .request(METER_READER, ONE, new Order(usual, varied, null, null, List.of(), List.of()), "ada");
            settle(rooms);

            assertThat(runs)
                    .extracting(RunView::variant)
                    .containsExactly(
                            "int8-dynamic-per-channel-reduce-range",
                            "int4-weights-block-64-asymmetric",
                            "pruned-30-per-channel",
                            "fp16");
            assertThat(variant(rooms, "int8-dynamic").status()).isEqualTo("OFFERED");
            assertThat(variant(rooms, "int8-dynamic-per-channel-reduce-range").status())
                    .isEqualTo("OFFERED");
            assertThat(technique(rooms, "int8-dynamic-per-channel-reduce-range"))
                    .isEqualTo(new DynamicQuantisation(EightBit.INT8, true, true, new TreeSet<>()));
            assertThat(technique(rooms, "int4-weights-block-64-asymmetric"))
                    .isEqualTo(new WeightOnlyQuantisation(4, 64, false, new TreeSet<>()));
            assertThat(technique(rooms, "pruned-30-per-channel"))
                    .isEqualTo(new MagnitudePruning(0.3, true, new TreeSet<>()));
        }
    }

    private static Technique technique(CatalogRooms rooms, String variant) {
        return Recipe.parse(result(rooms, variant).recipe().toString()).technique();
    }

    private static void ask(CatalogRooms rooms, String variant, String exclude) {
        ask(rooms, variant, List.of(exclude), List.of());
    }

    private static void ask(CatalogRooms rooms, String variant, List<String> nodes, List<String> operators) {
        var order = new Order(List.of(variant), Variation.NONE, null, null, nodes, operators);
        rooms.get(OptimisationRuns.class).request(METER_READER, ONE, order, "ada");
    }
}
