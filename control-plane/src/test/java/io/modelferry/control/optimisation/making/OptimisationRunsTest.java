package io.modelferry.control.optimisation.making;

import static io.modelferry.control.optimisation.making.FirstVersion.ONE;
import static io.modelferry.control.optimisation.making.FirstVersion.runs;
import static io.modelferry.control.optimisation.making.FirstVersion.settle;
import static io.modelferry.control.optimisation.making.FirstVersion.variant;
import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.optimisation.OptimisationRuns;
import io.modelferry.control.optimisation.OptimisationRuns.Order;
import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.control.trust.SignedModels;
import io.modelferry.optimizer.schema.ModelProto;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OptimisationRunsTest {

    @TempDir
    Path data;

    @TempDir
    Path models;

    @Test
    void whatIsAskedForIsMadeBesideTheUsual() throws Exception {
        try (var rooms = CatalogRooms.start(TestPostgres.migrated(), data)) {
            rooms.publishDemo(1, rooms.acceptance());
            rooms.get(OptimisationRuns.class).request(METER_READER, ONE, new Order("fp16", "pruned-30"), "ada");
            settle(rooms);

            assertThat(variant(rooms, "fp16").status()).isEqualTo("OFFERED");
            assertThat(variant(rooms, "fp16").lengthBytes())
                    .isLessThan(variant(rooms, "fp32").lengthBytes());
            assertThat(variant(rooms, "pruned-30").status()).isIn("OFFERED", "NOT_OFFERED");
            assertThat(runs(rooms))
                    .extracting(RunView::state)
                    .containsOnly("DONE")
                    .hasSize(4);
            assertThat(refusal(rooms, "fp16")).isEqualTo("variant-exists");
            assertThat(refusal(rooms, "smaller-please")).isEqualTo("unknown-technique");
            assertThat(rooms.audit().rows()).contains("optimisation.run-requested meter-reader@1 fp16");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "modelferry.optimisation.worker-time=1ms, OUT_OF_TIME",
        "modelferry.optimisation.worker-heap=16MB modelferry.optimisation.worker-memory=16MB, OUT_OF_MEMORY"
    })
    void aLimitEndsTheRunWithItsReasonAndNothingIsOffered(String limits, String failure) throws Exception {
        try (var rooms = CatalogRooms.start(TestPostgres.migrated(), data, limits.split(" "))) {
            rooms.publishDemo(1, rooms.acceptance());
            settle(rooms);

            assertThat(runs(rooms).getFirst().state()).isEqualTo("FAILED");
            assertThat(runs(rooms).getFirst().failure()).isEqualTo(failure);
            assertThat(variant(rooms, "fp32").status()).isEqualTo("FAILED");
            assertThat(variant(rooms, "fp32").reason()).contains("; modelferry.optimisation.worker-");
            assertThat(variant(rooms, "int8-dynamic").reason()).isEqualTo("the published file is not offered");
            assertNothingIsOffered(rooms);
        }
    }

    @Test
    void aModelThatNeverEndsIsCancelledWithItsProcess() throws Exception {
        try (var rooms = CatalogRooms.start(TestPostgres.migrated(), data)) {
            rooms.publish("1", file(TestModels.endless()), rooms.acceptance());
            await().until(() -> runs(rooms).getFirst().step().equals("run"));
            assertThat(children()).isEqualTo(1);

            var asked = rooms.get(OptimisationRuns.class)
                    .cancel(runs(rooms).getFirst().id(), "ada");
            settle(rooms);

            assertThat(asked.cancelledBy()).isEqualTo("ada");
            assertThat(runs(rooms)).extracting(RunView::state).containsOnly("CANCELLED");
            assertThat(variant(rooms, "fp32").reason()).isEqualTo("cancelled by ada");
            assertNothingIsOffered(rooms);
            await().until(() -> children() == 0);
            assertThatThrownBy(() -> rooms.get(OptimisationRuns.class)
                            .cancel(runs(rooms).getFirst().id(), "ada"))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("has ended: CANCELLED");
        }
    }

    @Test
    void whatRanWhenTheControlPlaneStoppedRunsAgainAndEndsOnce() throws Exception {
        var postgres = TestPostgres.migrated();
        try (var before = CatalogRooms.start(postgres, data)) {
            before.publish("1", file(TestModels.endless()), before.acceptance());
            await().until(() -> runs(before).getFirst().step().equals("run"));
        }
        assertThat(children()).isZero();

        try (var after = CatalogRooms.start(postgres, data)) {
            await().until(() -> runs(after).getFirst().step().equals("run"));
            assertThat(postgres.client()
                            .sql("select attempts from optimisation_work order by id limit 1")
                            .query(Integer.class)
                            .single())
                    .as("a stop is no failed attempt")
                    .isEqualTo(1);
            after.get(OptimisationRuns.class).cancel(runs(after).getFirst().id(), "ada");
            settle(after);
            assertThat(runs(after)).hasSize(2);
        }
    }

    @Test
    void aRunThatWaitsIsCancelledAtOnce() throws Exception {
        try (var rooms = CatalogRooms.start(TestPostgres.migrated(), data)) {
            rooms.stopWorkers();
            rooms.publishDemo(1, rooms.acceptance());
            var waiting = runs(rooms).getLast();

            var cancelled = rooms.get(OptimisationRuns.class).cancel(waiting.id(), "ada");

            assertThat(cancelled.state()).isEqualTo("CANCELLED");
            assertThat(variant(rooms, "int8-dynamic").status()).isEqualTo("NOT_OFFERED");
            rooms.get(OptimisationRuns.class).request(METER_READER, ONE, new Order("int8-dynamic"), "ada");
            assertThat(variant(rooms, "int8-dynamic").status()).isEqualTo("RUNNING");
        }
    }

    @Test
    void aBadModelIsAFailureThatNamesWhatIsBad() throws Exception {
        assertThat(failureOf(TestModels.cyclic(), true))
                .startsWith("CANNOT_RUN")
                .contains("node 'hatching'");
        assertThat(failureOf(TestModels.ofOpset(99), true))
                .startsWith("CANNOT_RUN")
                .contains("opset 99 is not known here; export the model with opset")
                .doesNotContain(data.toString());
        assertThat(failureOf(TestModels.withEmpty("digit.weight"), true))
                .startsWith("CANNOT_RUN")
                .contains("digit");
        assertThat(failureOf(TestModels.withWeight("digit.weight", Float.NaN), true))
                .startsWith("CANNOT_RUN")
                .contains("tensor 'digit.weight' holds NaN at element 0");
        assertThat(failureOf(TestModels.withWeight("digit.weight", Float.NaN), false))
                .startsWith("CANNOT_REWRITE")
                .contains("digit.weight");
    }

    private String failureOf(ModelProto.Builder model, boolean withAcceptance) throws Exception {
        try (var rooms = CatalogRooms.start(TestPostgres.migrated(), data)) {
            rooms.publish("1", file(model), withAcceptance ? rooms.acceptance() : null);
            settle(rooms);
            var failed = runs(rooms).stream()
                    .filter(run -> run.state().equals("FAILED"))
                    .findFirst()
                    .orElseThrow();
            assertThat(variant(rooms, failed.variant()).digest()).isNull();
            return failed.failure() + " " + failed.reason();
        }
    }

    private Path file(ModelProto.Builder model) throws Exception {
        return TestModels.write(model, models);
    }

    private void assertNothingIsOffered(CatalogRooms rooms) throws Exception {
        assertThat(rooms.get(Variants.class).choose(METER_READER, ONE, "standard"))
                .isEmpty();
        assertThat(rooms.get(SignedModels.class).of(METER_READER)).isEmpty();
        assertThat(Files.list(data.resolve("work/optimisation"))).isEmpty();
    }

    private static long children() {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> child.info().commandLine().orElse("").contains("WorkerMain"))
                .count();
    }

    private static String refusal(CatalogRooms rooms, String technique) {
        try {
            rooms.get(OptimisationRuns.class).request(METER_READER, ONE, new Order(technique), "ada");
            return "none";
        } catch (Refusal refusal) {
            return refusal.code();
        }
    }
}
