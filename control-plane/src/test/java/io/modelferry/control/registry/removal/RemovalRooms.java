package io.modelferry.control.registry.removal;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.demo;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.ArtifactHolder;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.registry.StoredFiles;
import io.modelferry.control.registry.tombstone.Tombstones.Tombstone;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.control.testing.FakeAuditTrail;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** A registry with a store whose files can be made old, and nothing that happens by itself. */
final class RemovalRooms implements AutoCloseable {

    static final FileTime LONG_AGO = FileTime.from(Instant.now().minus(Duration.ofDays(2)));

    private final Path data;
    private final TestPostgres postgres = TestPostgres.migrated();
    private final CatalogRooms rooms;

    RemovalRooms(Path data) {
        this.data = data;
        this.rooms = CatalogRooms.start(postgres, data);
        rooms.stopWorkers();
    }

    <T> T get(Class<T> type) {
        return rooms.get(type);
    }

    void tell(Object event) {
        rooms.tell(event);
    }

    FakeAuditTrail audit() {
        return rooms.audit();
    }

    GarbageCollection garbage() {
        return get(GarbageCollection.class);
    }

    /** The same rooms in a month, with nobody to ask but this one. */
    GarbageCollection garbageInAMonth(ArtifactHolder holder) {
        var holders = new DefaultListableBeanFactory();
        holders.registerSingleton("holder", holder);
        return new GarbageCollection(
                get(StoredFiles.class),
                get(UnneededMarks.class),
                holders.getBeanProvider(ArtifactHolder.class),
                get(TransactionTemplate.class),
                audit(),
                InstantSource.offset(InstantSource.system(), Duration.ofDays(30)),
                get(ModelferryConfiguration.class));
    }

    /** Published, and its variants have ended. */
    ArtifactDigest settled(String version) throws IOException {
        return settled(version, demo("meter-reader-" + version + ".onnx"));
    }

    ArtifactDigest settled(String version, Path onnx) throws IOException {
        var published = rooms.publish(version, onnx, null).version();
        postgres.client()
                .sql("update optimisation_run set state = 'DONE' where version = ?")
                .param(version)
                .update();
        return published.digest();
    }

    /** Settled, and its file is offered. */
    ArtifactDigest offered(String version, Path onnx) throws IOException {
        var file = settled(version, onnx);
        postgres.client()
                .sql(
                        "update optimisation_variant set status = 'OFFERED', digest = ? where version = ? and variant = 'fp32'")
                .params(file.hex(), version)
                .update();
        return file;
    }

    ArtifactDigest put(String text) throws IOException {
        return get(Artifacts.class)
                .put(new ByteArrayInputStream(text.getBytes(UTF_8)), 100)
                .digest();
    }

    boolean has(ArtifactDigest digest) {
        return get(Artifacts.class).contains(digest);
    }

    ArtifactDigest delta(ArtifactDigest base, ArtifactDigest target) throws IOException {
        var delta = put("a delta");
        postgres.client().sql("""
                        insert into delta_pair (base, target, status, reason, delta, length_bytes, target_bytes,
                            generate_millis, apply_millis, created_at, revision)
                        values (?, ?, 'READY', '', ?, 7, 7, 1, 1, now(), 0)""").params(base.hex(), target.hex(), delta.hex()).update();
        return delta;
    }

    /** The run that calibrated a variant with this set is long done. */
    void calibrated(String version, ArtifactDigest set) {
        postgres.client()
                .sql("""
                        insert into optimisation_run (model, version, variant, calibration, state, requested_by, queued_at)
                        values (?, ?, 'int8-static', ?, 'DONE', 'ada', now())""")
                .params(METER_READER.value(), version, set.hex())
                .update();
    }

    Tombstone delete(String version, String reason) {
        return get(Deletion.class).delete(METER_READER, new VersionName(version), reason, "ada");
    }

    void inTransaction(Runnable work) {
        get(TransactionTemplate.class).executeWithoutResult(status -> work.run());
    }

    /** As if the grace had passed since the last look. */
    Collected everythingOldIsCollected() throws IOException {
        garbage().collect();
        ageFiles();
        ageMarks();
        return garbage().collect();
    }

    void ageFiles() throws IOException {
        for (var file : get(StoredFiles.class).all()) {
            age(path(file.digest()));
        }
    }

    void ageMarks() throws IOException {
        for (var digest : get(UnneededMarks.class).all().keySet()) {
            age(data.resolve("unneeded").resolve(digest.hex()));
        }
    }

    /** Unless it was collected meanwhile. */
    void age(Path file) throws IOException {
        try {
            Files.setLastModifiedTime(file, LONG_AGO);
        } catch (NoSuchFileException e) {
            // nothing left to age
        }
    }

    Path path(ArtifactDigest digest) {
        return data.resolve("artifacts").resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
    }

    List<Path> uploadsOnTheirWay() throws IOException {
        try (var files = Files.list(data.resolve("artifacts").resolve("incoming"))) {
            return files.toList();
        }
    }

    @Override
    public void close() {
        rooms.close();
    }
}
