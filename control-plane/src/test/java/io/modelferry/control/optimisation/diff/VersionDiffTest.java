package io.modelferry.control.optimisation.diff;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.demo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.registry.PublicationNotes;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.diff.Amount;
import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.OperatorSetIdProto;
import io.modelferry.optimizer.schema.StringStringEntryProto;
import io.modelferry.protocol.VersionName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files: version 1, version 2 with other weights, version 3 with another face. */
final class VersionDiffTest {

    @TempDir
    static Path data;

    @TempDir
    static Path models;

    private static CatalogRooms rooms;

    @BeforeAll
    static void publish() throws Exception {
        rooms = CatalogRooms.start(TestPostgres.migrated(), data);
        rooms.stopWorkers();
        rooms.publish("1", labelled("{0: 'zero', 1: 'one'}"), rooms.acceptance());
        rooms.publishDemo(2, null);
        rooms.publish("3", anotherFace(), null);
    }

    @AfterAll
    static void stop() {
        rooms.close();
    }

    @Test
    void otherWeightsAloneAreADropInReplacement() throws Exception {
        var diff = diffs().between(version("1"), version("2"));

        assertThat(diff.file().breaking()).isEmpty();
        assertThat(diff.file().structure()).isNotNull();
        assertThat(diff.file().structure().operators()).isEmpty();
        assertThat(diff.file().structure().parameters()).isEqualTo(new Amount("parameters", 272_586L, 272_586L));
        assertThat(diff.file().acceptance().after()).isNull();
        assertThat(diff.accuracy().sameSet()).isFalse();
        assertThat(diff.variants()).extracting(VersionDiff.VariantDiff::variant).contains("fp32", "int8-dynamic");
        assertThat(notes("2")).isEmpty();
    }

    @Test
    void aVersionThatCallersMustChangeWithIsNamedLineByLine() throws Exception {
        var diff = diffs().between(version("1"), version("3")).file();

        assertThat(diff.breaking())
                .containsExactly(
                        "input 'image' is called 'pixels' now",
                        "labels: 2 of 3 have another number: 'zero' 0 → 1, 'one' 1 → 0");
        assertThat(diff.structure()).isNotNull();
        assertThat(diff.structure().operators())
                .containsExactly(new Amount("Identity", null, 1L), new Amount("com.example:Nothing", null, 1L));
        assertThat(diff.structure().domains())
                .containsExactly(new Amount("ai.onnx", 17L, 17L), new Amount("com.example", null, 2L));
        assertThat(diff.structure().labels().added()).containsExactly("smudge");
        assertThat(notes("3"))
                .containsExactly("no drop-in replacement for version 2: input 'image' is called 'pixels' now");
    }

    @Test
    void aFileThatIsNoLongerHereLeavesWhatWasWrittenDown() throws Exception {
        var gone = rooms.publish("gone", labelled("['a', 'b']"), null).version();
        Files.delete(rooms.get(Artifacts.class).localFile(gone.digest()));

        var diff = diffs().between(version("gone"), version("3")).file();

        assertThat(diff.structure()).isNull();
        assertThat(diff.breaking()).containsExactly("input 'image' is called 'pixels' now");
    }

    @Test
    void aVersionThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> diffs().between(version("1"), version("99")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("meter-reader@99");
    }

    private static List<String> notes(String version) {
        var published = rooms.get(Versions.class)
                .find(METER_READER, new VersionName(version))
                .orElseThrow();
        return rooms.get(PublicationNotes.class).about(published);
    }

    private static VersionDiffs diffs() {
        return rooms.get(VersionDiffs.class);
    }

    private static VersionRef version(String name) {
        return new VersionRef(METER_READER, new VersionName(name));
    }

    private static Path labelled(String names) throws IOException {
        return write("labelled.onnx", model().addMetadataProps(labels(names)));
    }

    private static Path anotherFace() throws IOException {
        var model = model().addMetadataProps(labels("[\"one\", \"zero\", \"smudge\"]"))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("com.example").setVersion(2));
        model.getGraphBuilder().getInputBuilder(0).setName("pixels");
        model.getGraphBuilder()
                .addNode(NodeProto.newBuilder()
                        .setOpType("Identity")
                        .addInput("pixels")
                        .addOutput("image"))
                .addNode(NodeProto.newBuilder().setOpType("Nothing").setDomain("com.example"));
        return write("face.onnx", model);
    }

    private static StringStringEntryProto labels(String names) {
        return StringStringEntryProto.newBuilder()
                .setKey("labels")
                .setValue(names)
                .build();
    }

    private static ModelProto.Builder model() throws IOException {
        return ModelProto.parseFrom(Files.readAllBytes(demo("meter-reader-1.onnx"))).toBuilder();
    }

    private static Path write(String name, ModelProto.Builder model) throws IOException {
        return Files.write(models.resolve(name), model.build().toByteArray());
    }
}
