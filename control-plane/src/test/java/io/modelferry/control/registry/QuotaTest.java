package io.modelferry.control.registry;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.demo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.protocol.VersionName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A demo model has a little more than one million bytes. */
final class QuotaTest {

    @TempDir
    private Path data;

    @Test
    void anUploadBeyondTheModelsQuotaIsRefusedByTheNameOfTheSettingAndLeavesNothing() throws Exception {
        secondIsRefusedBy("modelferry.registry.model-quota");
    }

    @Test
    void soIsOneBeyondTheQuotaOfAll() throws Exception {
        secondIsRefusedBy("modelferry.registry.quota");
    }

    private void secondIsRefusedBy(String setting) throws Exception {
        var postgres = TestPostgres.migrated();
        try (var rooms = CatalogRooms.start(postgres, data, setting + "=2000000B")) {
            rooms.stopWorkers();
            var first = rooms.publish("1", demo("meter-reader-1.onnx"), null).version();
            var before = files();

            refused(() -> rooms.publish("2", demo("meter-reader-2.onnx"), null), setting + " allows");

            assertThat(files()).isEqualTo(before);
            assertThat(rooms.get(Versions.class).find(METER_READER, new VersionName("2")))
                    .isEmpty();
            var usage = rooms.get(Storage.class).usage();
            assertThat(usage.bytes()).isEqualTo(first.lengthBytes());
            assertThat(usage.models())
                    .singleElement()
                    .satisfies(model -> assertThat(model.bytes()).isEqualTo(first.lengthBytes()));
        }
    }

    private static void refused(ThrowingCallable upload, String words) {
        assertThatThrownBy(upload).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo("quota-exceeded");
            assertThat(refusal.status().value()).isEqualTo(413);
            assertThat(refusal.detail()).contains(words, "ferry model gc");
        });
    }

    private List<Path> files() throws IOException {
        try (var walk = Files.walk(data.resolve("artifacts"))) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }
}
