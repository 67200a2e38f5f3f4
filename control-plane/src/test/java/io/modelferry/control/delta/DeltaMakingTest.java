package io.modelferry.control.delta;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.protocol.VersionName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions without an acceptance set: one variant each, so one pair. */
final class DeltaMakingTest {

    private final TestPostgres postgres = TestPostgres.migrated();

    @TempDir
    Path data;

    @Test
    void aDeltaThatSavesTooLittleIsNotOfferedAndTheReasonHasFigures() throws Exception {
        try (var rooms = CatalogRooms.start(postgres, data, "modelferry.delta.max-share=0.5")) {
            publishBoth(rooms);
            await().until(() -> ended(rooms));

            var pair = onlyPair(rooms);
            assertThat(pair.status()).isEqualTo("NOT_OFFERED");
            assertThat(pair.reason()).matches("it has [0-9.]+ % of the full file, at most 50.0 % is worth sending");
            assertThat(pair.lengthBytes()).isPositive();
            assertThat(pair.delta()).isNull();
            assertThat(rooms.get(Deltas.class).to(pair.target())).isEmpty();
            assertThat(rooms.get(Deltas.class).settled(pair.target())).isTrue();
            assertThat(artifacts()).as("both models and nothing else").isEqualTo(2);
        }
    }

    @Test
    void goesOnAfterARestart() throws Exception {
        try (var before = CatalogRooms.start(postgres, data)) {
            before.stopWorkers();
            publishBoth(before);
        }
        try (var after = CatalogRooms.start(postgres, data)) {
            await().until(() -> ended(after));

            assertThat(onlyPair(after).status()).isEqualTo("READY");
        }
    }

    @Test
    void aPairWhoseFilesAreGoneFailsAfterAFewAttempts() throws Exception {
        try (var rooms = CatalogRooms.start(postgres, data, "modelferry.delta.max-share=0.5")) {
            publishBoth(rooms);
            await().until(() -> ended(rooms));
            var pair = onlyPair(rooms);
            Files.delete(rooms.get(Artifacts.class).localFile(pair.base()));

            postgres.client()
                    .sql("update delta_pair set status = 'PENDING', ended_at = null")
                    .update();
            postgres.client()
                    .sql("insert into delta_work (id, attempts) select id, 2 from delta_pair")
                    .update();
            await().until(() -> ended(rooms));

            assertThat(onlyPair(rooms).status()).isEqualTo("FAILED");
            assertThat(onlyPair(rooms).reason()).contains("There is no artifact");
        }
    }

    @Test
    void anUnchangedModelUnderANewVersionNeedsNoDelta() throws Exception {
        try (var rooms = CatalogRooms.start(postgres, data)) {
            rooms.publishDemo(1, null);
            rooms.publish("again", CatalogRooms.demo("meter-reader-1.onnx"), null);
            await().until(() -> rooms.get(Variants.class).settled(METER_READER, new VersionName("again")));

            assertThat(rows("delta_pair")).isZero();
        }
    }

    private static void publishBoth(CatalogRooms rooms) throws IOException {
        rooms.publishDemo(1, null);
        rooms.publishDemo(2, null);
    }

    private boolean ended(CatalogRooms rooms) {
        return rooms.get(Variants.class).settled(METER_READER, new VersionName("2"))
                && rows("delta_pair") > 0
                && rows("delta_work") == 0;
    }

    private static PairView onlyPair(CatalogRooms rooms) {
        var target =
                rooms.get(Variants.class).of(METER_READER, new VersionName("2")).getFirst();
        var pairs = rooms.get(ReplayedDeltas.class).pairsTo(Objects.requireNonNull(target.digest()));
        assertThat(pairs).hasSize(1);
        return pairs.getFirst();
    }

    private long rows(String table) {
        return postgres.client()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    private long artifacts() throws IOException {
        try (var walk = Files.walk(data.resolve("artifacts"))) {
            return walk.filter(Files::isRegularFile).count();
        }
    }
}
