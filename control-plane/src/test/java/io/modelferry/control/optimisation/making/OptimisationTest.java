package io.modelferry.control.optimisation.making;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.await;
import static io.modelferry.control.testing.CatalogRooms.demo;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.control.trust.SignedModels;
import io.modelferry.protocol.VersionName;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OptimisationTest {

    private static final VersionName ONE = new VersionName("1");

    @TempDir
    Path data;

    @TempDir
    Path models;

    @Test
    void goesOnAfterARestartWithWhatWasPublishedBeforeIt() throws Exception {
        var postgres = TestPostgres.migrated();
        try (var before = CatalogRooms.start(postgres, data)) {
            before.stopWorkers();
            before.publishDemo(1, before.acceptance());
            assertThat(before.get(Variants.class).settled(METER_READER, ONE)).isFalse();
            assertThat(before.get(Variants.class).of(METER_READER, ONE))
                    .extracting(VariantView::status)
                    .containsExactly("RUNNING", "RUNNING");
        }

        try (var after = CatalogRooms.start(postgres, data)) {
            await().until(() -> after.get(Variants.class).settled(METER_READER, ONE));

            assertThat(after.get(Variants.class).of(METER_READER, ONE))
                    .extracting(VariantView::status)
                    .containsExactly("OFFERED", "OFFERED");
        }
    }

    @Test
    void goesOnInTheMiddleOfAVersionWithoutSigningTwice() throws Exception {
        var postgres = TestPostgres.migrated();
        try (var rooms = CatalogRooms.start(postgres, data)) {
            rooms.publishDemo(1, rooms.acceptance());
            await().until(() -> rooms.get(Variants.class).settled(METER_READER, ONE));
            var number = rooms.get(SignedModels.class).version();

            // as after a crash between the first and the second variant: the work is still there
            postgres.client()
                    .sql("update optimisation_variant set status = 'RUNNING', digest = null where position = 1")
                    .update();
            postgres.client()
                    .sql(
                            "update optimisation_run set state = 'RUNNING', ended_at = null where variant = 'int8-dynamic'")
                    .update();
            postgres.client()
                    .sql("insert into optimisation_work (id) select id from optimisation_run where state = 'RUNNING'")
                    .update();
            await().until(() -> rooms.get(Variants.class).settled(METER_READER, ONE));

            assertThat(rooms.get(SignedModels.class).version()).isEqualTo(number);
            assertThat(rooms.get(Variants.class).of(METER_READER, ONE))
                    .extracting(VariantView::status)
                    .containsExactly("OFFERED", "OFFERED");
        }
    }

    @Test
    void aVariantThatNothingProvesIsNotOffered() throws Exception {
        var variants = settledVariants(demo("meter-reader-1.onnx"), false);

        assertThat(variants.fp32().status()).isEqualTo("OFFERED");
        assertThat(variants.int8().status()).isEqualTo("NOT_OFFERED");
        assertThat(variants.int8().reason()).isEqualTo("nothing proves it: the version has no acceptance set");
    }

    @Test
    void aVariantThatLosesTooMuchIsNotOfferedAndTheReasonHasFigures() throws Exception {
        // it takes the whole range of the code, and no other layer could spare this one
        var oneHugeWeight =
                TestModels.write(TestModels.alone(TestModels.withWeight("digit.weight", 50), "digit.weight"), models);

        var variants = settledVariants(oneHugeWeight, true);

        assertThat(variants.fp32().status()).as(variants.fp32().reason()).isEqualTo("OFFERED");
        assertThat(variants.int8().status()).isEqualTo("NOT_OFFERED");
        assertThat(variants.int8().reason())
                .matches("it loses [0-9.]+ points of accuracy, at most 1.00; "
                        + "a drop of at most 0.01 does not hold while even layer '[^']*digit[^']*' is quantised");
        assertThat(variants.int8().accuracyDrop()).isGreaterThan(0.01);
        assertThat(variants.int8().agreement()).isLessThan(0.99);
        assertThat(variants.int8().peakBytes()).isPositive();
    }

    @Test
    void aModelThatTheRuntimeDoesNotTakeIsNotOfferedAtAll() throws Exception {
        var model = TestModels.demo();
        model.getGraphBuilder().getNodeBuilder(0).setOpType("Teleport");

        var variants = settledVariants(TestModels.write(model, models), true);

        assertThat(variants.fp32().status()).isEqualTo("NOT_OFFERED");
        assertThat(variants.fp32().reason()).contains("Teleport");
        assertThat(variants.int8().reason()).isEqualTo("the published file is not offered");
    }

    private record Pair(VariantView fp32, VariantView int8) {}

    private Pair settledVariants(Path onnx, boolean withAcceptance) throws IOException {
        try (var rooms = CatalogRooms.start(TestPostgres.migrated(), data)) {
            rooms.publish("1", onnx, withAcceptance ? rooms.acceptance() : null);
            await().until(() -> rooms.get(Variants.class).settled(METER_READER, ONE));
            var made = rooms.get(Variants.class).of(METER_READER, ONE);
            return new Pair(made.get(0), made.get(1));
        }
    }
}
