package io.modelferry.control.registry;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.demo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.CaseSets.Kind;
import io.modelferry.control.registry.lineage.Lineage;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PublicationsTest {

    private static final byte[] GOOD = read(demo("meter-reader-1.onnx"));
    private static final byte[] OTHER = read(demo("meter-reader-2.onnx"));

    @TempDir
    static Path data;

    private static TestPostgres postgres;
    private static CatalogRooms rooms;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.migrated();
        rooms = CatalogRooms.start(postgres, data, "modelferry.registry.max-model-size=2MB");
        rooms.stopWorkers();
    }

    @AfterAll
    static void stop() {
        rooms.close();
    }

    @BeforeEach
    void empty() throws IOException {
        postgres.client()
                .sql("truncate registry_model, registry_model_version, registry_acceptance_set,"
                        + " optimisation_variant, optimisation_run, optimisation_work")
                .update();
        for (var file : files()) {
            Files.delete(file);
        }
    }

    @Test
    void keepsWhatWasInspectedAndTellsTheOtherRooms() throws Exception {
        var acceptance = rooms.acceptance();

        var published = rooms.publishDemo(1, acceptance);

        assertThat(published.isNew()).isTrue();
        var version = published.version();
        assertThat(version.opset()).isEqualTo(17);
        assertThat(version.inputs())
                .containsExactly(new Versions.TensorSpec("image", "FLOAT", List.of("batch", "1", "16", "16")));
        assertThat(version.weightBytes()).containsEntry("FLOAT", 1_090_344L);
        assertThat(version.acceptance()).isEqualTo(acceptance);
        assertThat(version.releaseCounter()).isEqualTo(1);
        assertThat(version.publishedBy()).isEqualTo("ada");
        assertThat(rooms.get(Versions.class).find(METER_READER, version.version()))
                .contains(version);
        assertThat(Files.readAllBytes(rooms.get(Artifacts.class).localFile(version.digest())))
                .isEqualTo(GOOD);
        assertThat(rows("optimisation_work")).isEqualTo(1);
        assertThat(rooms.audit().rows()).contains("registry.version-published meter-reader@1");
    }

    static Stream<Arguments> refusedFiles() {
        return Stream.of(
                Arguments.of("text", "hello".getBytes(StandardCharsets.UTF_8), "not-onnx", 422),
                Arguments.of("nothing", new byte[0], "not-onnx", 422),
                Arguments.of("a truncated model", Arrays.copyOf(GOOD, GOOD.length - 1), "truncated-model", 422),
                Arguments.of("half a model", Arrays.copyOf(GOOD, GOOD.length / 2), "truncated-model", 422),
                Arguments.of(
                        "weights that do not fill their shape",
                        BrokenUploads.shortWeights(GOOD),
                        "malformed-model",
                        422),
                Arguments.of("weights elsewhere", BrokenUploads.external(GOOD), "external-data", 422),
                Arguments.of("more than the limit", Arrays.copyOf(GOOD, (2 << 20) + 1), "too-large", 413));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedFiles")
    void aRefusedFileLeavesNoRowAndNoFile(String name, byte[] content, String code, int status) throws Exception {
        assertThatThrownBy(() -> publish("1", new ByteArrayInputStream(content), null))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.status().value()).isEqualTo(status);
                    assertThat(refusal.detail()).isNotBlank();
                });

        assertNothingIsLeft();
    }

    @Test
    void whatIsTooLongIsToldWhichLimitItBreaksAndWhatToDo() {
        assertThatThrownBy(() -> publish("1", new ByteArrayInputStream(Arrays.copyOf(GOOD, (2 << 20) + 1)), null))
                .hasMessageContaining("The model is longer than 2097152 bytes; modelferry.registry.max-model-size");
        assertThatThrownBy(() -> rooms.get(CaseSets.class)
                        .upload(CaseSets.Kind.ACCEPTANCE, new ByteArrayInputStream(new byte[(1 << 20) + 1]), "ada"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("acceptance-too-large"))
                .hasMessageContaining("longer than 1 MiB, and every device fetches it. Leave cases out");
    }

    @Test
    void anUploadThatBreaksOffLeavesNoRowAndNoFile() throws Exception {
        assertThatThrownBy(() -> publish("1", BrokenUploads.breakingOff(GOOD, 100_000), null))
                .isInstanceOf(IOException.class);

        assertNothingIsLeft();
    }

    @Test
    void anUnknownAcceptanceSetLeavesNoRowAndNoFile() throws Exception {
        var unknown = new ArtifactDigest("0".repeat(64));

        assertThatThrownBy(() -> publish("1", new ByteArrayInputStream(GOOD), unknown))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("acceptance-set-not-found"));

        assertNothingIsLeft();
    }

    @Test
    void anAcceptanceSetForAnotherModelIsRefused() throws Exception {
        var acceptance = rooms.acceptance();
        var model = ModelProto.parseFrom(GOOD).toBuilder();
        model.getGraphBuilder().getInputBuilder(0).setName("picture");
        model.getGraphBuilder().getNodeBuilder(0).setInput(0, "picture");

        assertThatThrownBy(() ->
                        publish("1", new ByteArrayInputStream(model.build().toByteArray()), acceptance))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo("acceptance-does-not-fit");
                    assertThat(refusal.detail()).contains("picture");
                });
        assertThat(rows("registry_model_version")).isZero();
    }

    @Test
    void aBadAcceptanceSetLeavesNoRowAndNoFile() throws Exception {
        var sets = rooms.get(CaseSets.class);

        assertThatThrownBy(() -> sets.upload(Kind.ACCEPTANCE, new ByteArrayInputStream(GOOD), "ada"))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.status().value()).isEqualTo(413));
        assertThatThrownBy(() -> sets.upload(Kind.ACCEPTANCE, new ByteArrayInputStream(new byte[100]), "ada"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("not-npz"));

        assertThat(rows("registry_acceptance_set")).isZero();
        assertThat(files()).isEmpty();
    }

    @Test
    void theSameBytesAgainChangeNothing() throws Exception {
        var first = rooms.publishDemo(1, null);

        var second = rooms.publishDemo(1, null);

        assertThat(second.isNew()).isFalse();
        assertThat(second.version()).isEqualTo(first.version());
        assertThat(rows("registry_model_version")).isEqualTo(1);
        assertThat(rows("optimisation_work")).isEqualTo(1);
        assertThat(files()).hasSize(1);
    }

    /** Who publishes again with a set means it to be used: silence would leave every variant unproven. */
    @Test
    void theSameBytesWithAnotherSetAreAConflictThatNamesTheSet() throws Exception {
        rooms.publishDemo(1, null);
        var set = rooms.acceptance();

        assertThatThrownBy(() -> rooms.publishDemo(1, set)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo("version-exists");
            assertThat(refusal.field()).isEqualTo("acceptance");
            assertThat(refusal.detail()).contains("was published with no acceptance set", "under a new name");
        });
        rooms.publishDemo(2, set);
        assertThat(rooms.publishDemo(2, set).isNew()).isFalse();
        assertThat(rooms.publishDemo(2, null).isNew()).isFalse();
    }

    @Test
    void otherBytesUnderTheSameVersionAreAConflictAndLeaveNothing() throws Exception {
        rooms.publishDemo(1, null);

        assertThatThrownBy(() -> publish("1", new ByteArrayInputStream(OTHER), null))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo("version-exists");
                    assertThat(refusal.status().value()).isEqualTo(409);
                });

        assertThat(rows("registry_model_version")).isEqualTo(1);
        assertThat(files()).hasSize(1);
    }

    @Test
    void ofTwoPublicationsAtOnceOneWinsAndTheOtherIsAConflict() throws Exception {
        var one = CompletableFuture.supplyAsync(() -> tryPublish(GOOD));
        var two = CompletableFuture.supplyAsync(() -> tryPublish(OTHER));

        assertThat(List.of(one.join(), two.join())).containsExactlyInAnyOrder("new", "version-exists");
        assertThat(rows("registry_model_version")).isEqualTo(1);
    }

    @Test
    void releaseCountersGrowAndTheLineKnowsItsOrder() throws Exception {
        rooms.publishDemo(2, null);
        rooms.publishDemo(1, null);
        rooms.publishDemo(3, null);

        var versions = rooms.get(Versions.class);

        assertThat(versions.of(METER_READER))
                .extracting(version -> version.version().value() + ":" + version.releaseCounter())
                .containsExactly("3:3", "1:2", "2:1");
        assertThat(versions.before(METER_READER, new VersionName("1"))
                        .orElseThrow()
                        .version())
                .isEqualTo(new VersionName("2"));
        assertThat(versions.before(METER_READER, new VersionName("2"))).isEmpty();
        assertThat(versions.models()).singleElement().satisfies(model -> {
            assertThat(model.versions()).isEqualTo(3);
            assertThat(model.latest()).isEqualTo(new VersionName("3"));
        });
    }

    private static String tryPublish(byte[] onnx) {
        try {
            return publish("1", new ByteArrayInputStream(onnx), null).isNew() ? "new" : "same";
        } catch (Refusal refusal) {
            return refusal.code();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static Publications.Published publish(String version, InputStream onnx, @Nullable ArtifactDigest acceptance)
            throws IOException {
        return rooms.get(Publications.class)
                .publish(
                        new Publications.Request(
                                METER_READER, new VersionName(version), acceptance, null, Lineage.NONE, "", "ada"),
                        onnx);
    }

    private static void assertNothingIsLeft() throws IOException {
        assertThat(rows("registry_model")).isZero();
        assertThat(rows("registry_model_version")).isZero();
        assertThat(rows("optimisation_variant")).isZero();
        assertThat(files()).isEmpty();
    }

    private static long rows(String table) {
        return postgres.client()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    private static List<Path> files() throws IOException {
        try (var walk = Files.walk(data.resolve("artifacts"))) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
