package io.modelferry.control.optimisation.making;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.await;
import static io.modelferry.control.testing.CatalogRooms.demo;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.optimisation.OptimisationRuns;
import io.modelferry.control.optimisation.OptimisationRuns.Order;
import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.control.optimisation.RunResult;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.lineage.Lineage;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.delta.recipe.ValueRange;
import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.calibrate.Calibration;
import io.modelferry.optimizer.calibrate.RangeMethod;
import io.modelferry.optimizer.calibrate.Stage;
import io.modelferry.optimizer.recipe.Recipe;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.recipe.Variation;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Static quantisation as a run: what is measured becomes the recipe, and the recipe is the variant. */
final class StaticRunTest {

    private static final VersionName ONE = new VersionName("1");
    private static final VersionName TWO = new VersionName("2");
    private static final String STATIC = "int8-static";

    @TempDir
    Path data;

    @TempDir
    Path models;

    @Test
    void whatCostsTooMuchStaysInFloatAndTheRecipeMakesTheSameBytesAgain() throws Exception {
        try (var rooms = CatalogRooms.start(TestPostgres.migrated(), data)) {
            var onnx = TestModels.write(TestModels.withWeight("digit.weight", 50), models);
            rooms.publish("1", onnx, rooms.acceptance(), rooms.calibration(), Lineage.NONE);
            var variant = settled(rooms, ONE);

            assertThat(variant.status()).as(variant.reason()).isEqualTo("OFFERED");
            var result = result(rooms, ONE);
            assertThat(result.inFloat().getFirst().node()).contains("digit");
            assertThat(result.inFloat().getFirst().reason())
                    .matches(
                            "costs too much: quantised alone it leaves -?[0-9.]+ dB of signal over noise, number 1 of [0-9]+");
            assertThat(result.trials().getFirst().holds()).isFalse();
            assertThat(result.trials().getLast().holds()).isTrue();

            var recipe = Recipe.parse(result.recipe().toString());
            assertThat(recipe.digest()).isEqualTo(result.recipeDigest());
            assertThat(result.recipe()
                            .path("technique")
                            .path("ranges")
                            .path("image")
                            .isMissingNode())
                    .isFalse();
            var again = models.resolve("again.onnx");
            Optimizer.optimise(onnx, recipe.technique(), again);
            assertThat(digest(again)).isEqualTo(variant.digest());
        }
    }

    @Test
    void withoutACalibrationSetItIsNotOfferedAndMayBeAskedForAgainWithOne() throws Exception {
        try (var rooms =
                CatalogRooms.start(TestPostgres.migrated(), data, "modelferry.optimisation.techniques=int8-static")) {
            rooms.publish("2", demo("meter-reader-2.onnx"), rooms.acceptance());

            assertThat(settled(rooms, TWO).reason())
                    .isEqualTo("nothing to measure activations with: the version has no calibration set");
            var set = rooms.calibration();
            rooms.get(OptimisationRuns.class)
                    .request(
                            METER_READER,
                            TWO,
                            new Order(List.of(STATIC), Variation.NONE, set, null, List.of(), List.of()),
                            "ada");

            assertThat(settled(rooms, TWO).status()).isEqualTo("OFFERED");
            assertThat(run(rooms, TWO).calibration()).isEqualTo(set);
            assertThat(result(rooms, TWO).trials()).hasSize(1);
            assertThat(result(rooms, TWO).inFloat()).isEmpty();
        }
    }

    @Test
    void aPercentileReachesLessAndItsRangesStandInTheRecipe() throws Exception {
        try (var rooms =
                CatalogRooms.start(TestPostgres.migrated(), data, "modelferry.optimisation.techniques=int8-static")) {
            var onnx = demo("meter-reader-2.onnx");
            rooms.publish("2", onnx, rooms.acceptance(), rooms.calibration(), Lineage.NONE);
            settled(rooms, TWO);
            rooms.get(OptimisationRuns.class)
                    .request(
                            METER_READER,
                            TWO,
                            new Order(List.of("uint8-static"), Variation.NONE, null, 99.0, List.of(), List.of()),
                            "ada");
            settled(rooms, TWO);

            var run = run(rooms, TWO, "uint8-static");
            assertThat(run.percentile()).isEqualTo(99.0);
            var recipe = rooms.get(OptimisationRuns.class)
                    .result(run.id())
                    .orElseThrow()
                    .recipe();
            var ranges = ((StaticQuantisation) Recipe.parse(recipe.toString()).technique()).ranges();
            assertThat(ranges).isNotEmpty();
            assertThat(measured(onnx, new RangeMethod.Percentile(99))).containsAllEntriesOf(ranges);
            var all = measured(onnx, new RangeMethod.MinMax());
            assertThat(all.entrySet().containsAll(ranges.entrySet())).isFalse();
            ranges.forEach((tensor, range) -> assertThat(range.magnitude())
                    .isLessThanOrEqualTo(Objects.requireNonNull(all.get(tensor)).magnitude()));
        }
    }

    private static SortedMap<String, ValueRange> measured(Path onnx, RangeMethod method) throws Exception {
        return new Calibration(method, Stage.SILENT)
                .measure(onnx, StaticQuantisation.UINT8, AcceptanceSet.readForCalibration(demo("acceptance.npz")))
                .ranges();
    }

    private static VariantView settled(CatalogRooms rooms, VersionName version) {
        await().until(() -> rooms.get(Variants.class).settled(METER_READER, version));
        return rooms.get(Variants.class).of(METER_READER, version).stream()
                .filter(variant -> variant.variant().equals(STATIC))
                .findFirst()
                .orElseThrow();
    }

    private static RunResult result(CatalogRooms rooms, VersionName version) {
        return rooms.get(OptimisationRuns.class)
                .result(run(rooms, version).id())
                .orElseThrow();
    }

    private static RunView run(CatalogRooms rooms, VersionName version) {
        return run(rooms, version, STATIC);
    }

    /** The newest. */
    private static RunView run(CatalogRooms rooms, VersionName version, String variant) {
        return rooms.get(OptimisationRuns.class).of(METER_READER, version).stream()
                .filter(run -> run.variant().equals(variant))
                .toList()
                .getLast();
    }

    private static ArtifactDigest digest(Path file) throws Exception {
        return ArtifactDigest.of(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
