package io.modelferry.control.optimisation.making;

import static io.modelferry.control.optimisation.making.FirstVersion.ONE;
import static io.modelferry.control.optimisation.making.FirstVersion.result;
import static io.modelferry.control.optimisation.making.FirstVersion.settle;
import static io.modelferry.control.optimisation.making.FirstVersion.variant;
import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.optimisation.OptimisationRuns;
import io.modelferry.control.optimisation.OptimisationRuns.Order;
import io.modelferry.control.optimisation.RunResult;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.recipe.LayerWise;
import io.modelferry.optimizer.recipe.Recipe;
import io.modelferry.protocol.ArtifactDigest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
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

    private static void ask(CatalogRooms rooms, String variant, String exclude) {
        rooms.get(OptimisationRuns.class)
                .request(METER_READER, ONE, new Order(List.of(variant), null, null, List.of(exclude)), "ada");
    }
}
