package io.modelferry.control.registry;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.demo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.Storage.ModelUsage;
import io.modelferry.control.registry.lineage.Lineage;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A demo model has a little more than one million bytes: one fits into a model's quota, two into the store's. */
final class QuotaTest {

    private static final ModelName SECOND = new ModelName("second");
    private static final ModelName THIRD = new ModelName("third");

    @TempDir
    private Path data;

    @Test
    void anUploadBeyondAQuotaIsRefusedByTheNameOfTheSettingAndLeavesNothing() throws Exception {
        try (var rooms = CatalogRooms.start(
                TestPostgres.migrated(),
                data,
                "modelferry.registry.model-quota=1500000B",
                "modelferry.registry.quota=2500000B")) {
            rooms.stopWorkers();
            var first = publish(rooms, METER_READER, 1);

            refused(rooms, METER_READER, 2, "modelferry.registry.model-quota allows");
            var second = publish(rooms, SECOND, 2);
            refused(rooms, THIRD, 3, "modelferry.registry.quota allows");

            var usage = rooms.get(Storage.class).usage();
            assertThat(usage.bytes()).isEqualTo(first + second);
            assertThat(usage.models())
                    .containsExactly(
                            new ModelUsage(METER_READER, first, 1_500_000), new ModelUsage(SECOND, second, 1_500_000));
        }
    }

    /** A file that a stranger puts into the store is seen by whoever walks it: no publication does. */
    @Test
    void aPublicationCostsTheSameHoweverMuchIsStored() throws Exception {
        var postgres = TestPostgres.migrated();
        var quota = "modelferry.registry.quota=3500000B";
        long used;
        try (var rooms = CatalogRooms.start(postgres, data, quota)) {
            rooms.stopWorkers();
            used = publish(rooms, METER_READER, 1);
            plant(3_500_000);

            used += publish(rooms, SECOND, 2);
            assertThat(bytes(rooms)).isEqualTo(used);
            rooms.get(StoredFiles.class).all(); // as each look for garbage does

            refused(rooms, THIRD, 3, "modelferry.registry.quota allows");
            assertThat(bytes(rooms)).isEqualTo(used + 3_500_000);
        }
        try (var restarted = CatalogRooms.start(postgres, data, quota)) {
            assertThat(bytes(restarted)).isEqualTo(used + 3_500_000);
        }
    }

    private void plant(long length) throws IOException {
        var folder = Files.createDirectories(data.resolve("artifacts").resolve("ab"));
        try (var file =
                new RandomAccessFile(folder.resolve("ab" + "0".repeat(62)).toFile(), "rw")) {
            file.setLength(length);
        }
    }

    private static long bytes(CatalogRooms rooms) {
        return rooms.get(Storage.class).usage().bytes();
    }

    /** @return its length */
    private static long publish(CatalogRooms rooms, ModelName model, int version) throws IOException {
        var request = new Publications.Request(
                model, new VersionName(Integer.toString(version)), null, null, Lineage.NONE, "", "ada");
        try (var bytes = Files.newInputStream(demo("meter-reader-" + version + ".onnx"))) {
            return rooms.get(Publications.class)
                    .publish(request, bytes)
                    .version()
                    .lengthBytes();
        }
    }

    private void refused(CatalogRooms rooms, ModelName model, int version, String words) throws IOException {
        var before = files();

        assertThatThrownBy(() -> publish(rooms, model, version)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo("quota-exceeded");
            assertThat(refusal.status().value()).isEqualTo(413);
            assertThat(refusal.detail()).contains(words, "ferry model gc");
        });

        assertThat(files()).isEqualTo(before);
        assertThat(rooms.get(Versions.class).find(model, new VersionName(Integer.toString(version))))
                .isEmpty();
    }

    private List<Path> files() throws IOException {
        try (var walk = Files.walk(data.resolve("artifacts"))) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }
}
