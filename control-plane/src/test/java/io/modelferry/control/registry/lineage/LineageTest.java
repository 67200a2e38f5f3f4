package io.modelferry.control.registry.lineage;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.demo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line of three, and a student of the second. */
final class LineageTest {

    private static final Lineage FIRST =
            new Lineage("https://runs.example.org/41", new ArtifactDigest("ab".repeat(32)), "0123abc", null, null);

    @TempDir
    static Path data;

    private static TestPostgres postgres;
    private static CatalogRooms rooms;

    @BeforeAll
    static void start() throws Exception {
        postgres = TestPostgres.migrated();
        rooms = CatalogRooms.start(postgres, data);
        rooms.stopWorkers();
        publish("0", Lineage.NONE);
        publish("1", FIRST);
        publish("2", from("1", null));
        publish("3", from("2", null));
        publish("student", from("1", "2"));
    }

    @AfterAll
    static void stop() {
        rooms.close();
    }

    @Test
    void keepsWhatWasSaid() {
        assertThat(lineages().of(version("1"))).isEqualTo(FIRST);
        assertThat(lineages().of(version("student")).teacher()).isEqualTo(version("2"));
    }

    @Test
    void walksToAncestorsAndDescendantsTheNearestFirstAndEachOnce() {
        assertThat(lineages().ancestors(version("3")))
                .extracting(one -> one.steps() + " " + one.version() + " " + one.relation())
                .containsExactly("1 meter-reader@2 PARENT", "2 meter-reader@1 PARENT");
        assertThat(lineages().ancestors(version("student")))
                .extracting(one -> one.steps() + " " + one.version() + " " + one.relation())
                .containsExactly("1 meter-reader@1 PARENT", "1 meter-reader@2 TEACHER");
        assertThat(lineages().descendants(version("1")))
                .extracting(one -> one.steps() + " " + one.version() + " through " + one.through())
                .containsExactly(
                        "1 meter-reader@2 through meter-reader@1",
                        "1 meter-reader@student through meter-reader@1",
                        "2 meter-reader@3 through meter-reader@2");
    }

    @Test
    void whatCannotBeIsRefusedAndPublishesNothing() {
        assertThat(code(() -> publish("loop", from("loop", null)))).isEqualTo("lineage-cycle");
        assertThat(code(() -> publish("loop", from("nobody", null)))).isEqualTo("unknown-parent");
        assertThat(code(() -> publish("loop", from(null, "nobody")))).isEqualTo("unknown-teacher");
        assertThat(code(() -> new Lineage("a run", null, null, null, null))).isEqualTo("bad-lineage");
        assertThat(code(() -> new Lineage(null, null, "HEAD", null, null))).isEqualTo("bad-lineage");
        assertThat(rooms.get(Versions.class).find(METER_READER, new VersionName("loop")))
                .isEmpty();
    }

    @Test
    void theSameVersionCannotTellAnotherStory() throws Exception {
        publish("2", from("1", null));
        publish("2", Lineage.NONE);

        assertThat(code(() -> publish("2", from("3", null)))).isEqualTo("lineage-differs");
        assertThat(code(() -> publish("0", from("3", null)))).isEqualTo("lineage-differs");
        assertThat(lineages().of(version("2")).parent()).isEqualTo(version("1"));
    }

    private static void publish(String version, Lineage lineage) throws Exception {
        var set = lineage.teacher() == null ? null : rooms.acceptance();
        rooms.publish(version, demo("meter-reader-1.onnx"), set, lineage);
    }

    private static Lineage from(@Nullable String parent, @Nullable String teacher) {
        return new Lineage(
                null, null, null, parent == null ? null : version(parent), teacher == null ? null : version(teacher));
    }

    private static VersionRef version(String name) {
        return new VersionRef(METER_READER, new VersionName(name));
    }

    private static Lineages lineages() {
        return rooms.get(Lineages.class);
    }

    private static String code(ThrowingCallable call) {
        return catchThrowableOfType(Refusal.class, call).code();
    }
}
