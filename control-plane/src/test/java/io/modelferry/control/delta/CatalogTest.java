package io.modelferry.control.delta;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.control.trust.MetadataFiles;
import io.modelferry.control.trust.SignedModels;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.trust.DeltaTarget;
import io.modelferry.protocol.trust.ModelTarget;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Snapshot;
import io.modelferry.protocol.tuf.Targets;
import io.modelferry.protocol.tuf.Timestamp;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's three versions, published one after the other, as far as rollouts need them. */
final class CatalogTest {

    @TempDir
    static Path data;

    private static CatalogRooms rooms;

    @BeforeAll
    static void publishAll() throws Exception {
        rooms = CatalogRooms.start(TestPostgres.migrated(), data);
        var acceptance = rooms.acceptance();
        for (int version = 1; version <= 3; version++) {
            rooms.publishDemo(version, acceptance);
        }
        await().until(() -> settled("1") && settled("2") && settled("3"));
    }

    @AfterAll
    static void stop() {
        rooms.close();
    }

    @Test
    void everyVersionHasAMeasuredVariantForEachDeviceClass() {
        for (var version : new String[] {"1", "2", "3"}) {
            var published = variant(version, "fp32");
            var small = variant(version, "int8-dynamic");

            assertThat(published.status()).isEqualTo("OFFERED");
            assertThat(small.status()).as(small.reason()).isEqualTo("OFFERED");
            assertThat(published.accuracy()).isGreaterThan(0.99);
            assertThat(published.accuracyDrop()).isZero();
            assertThat(small.accuracyDrop()).isLessThanOrEqualTo(0.01);
            assertThat(small.lengthBytes()).isLessThan(published.lengthBytes() * 28 / 100);
            assertThat(small.latencyP95Micros()).isPositive();
        }
    }

    @Test
    void aDeviceClassGetsItsVariantAndTheReasonsAreSaid() {
        var variants = rooms.get(Variants.class);

        var standard =
                variants.choose(METER_READER, new VersionName("2"), "standard").orElseThrow();
        var constrained = variants.choose(METER_READER, new VersionName("2"), "constrained")
                .orElseThrow();

        assertThat(standard.variant().variant()).isEqualTo("fp32");
        assertThat(standard.reasons())
                .containsExactly(
                        "fp32: taken, the class prefers it", "int8-dynamic: not taken, the class prefers fp32");
        assertThat(constrained.variant().variant()).isEqualTo("int8-dynamic");
        assertThat(variants.choose(METER_READER, new VersionName("9"), "standard"))
                .isEmpty();
    }

    @Test
    void theSignedTargetsNameEveryVariantWithWhatItMustStillReach() {
        var number = rooms.get(SignedModels.class).version();
        var targets = document(number + ".targets.json");

        assertThat(targets.targets()).hasSize(6);
        var path = ModelTarget.path(METER_READER, new VersionName("2"), "int8-dynamic");
        var small = ModelTarget.read(path, targets.of(path).orElseThrow());
        assertThat(small.digest()).isEqualTo(digest(variant("2", "int8-dynamic")));
        assertThat(small.releaseCounter()).isEqualTo(2);
        assertThat(small.opset()).isEqualTo(17);
        assertThat(Objects.requireNonNull(small.acceptance()).minAccuracy())
                .isEqualTo(variant("2", "int8-dynamic").accuracy() - 0.02);
    }

    @Test
    void theModelsDelegatedRoleNamesEveryDeltaOnOffer() {
        var snapshot = rooms.get(MetadataFiles.class).find("timestamp.json").orElseThrow();
        var number =
                Signed.read(snapshot.bytes(), Timestamp.class).body().snapshot().version();
        var role = DeltaTarget.role(METER_READER);
        var listed = Signed.read(bytes(number + ".snapshot.json"), Snapshot.class)
                .body()
                .of(role)
                .orElseThrow();

        var signed = document(listed.version() + "." + role + ".json").targets().values().stream()
                .map(DeltaTarget::read)
                .map(DeltaHop::delta)
                .toList();

        var offered = Stream.of("1", "2", "3")
                .flatMap(version -> Stream.of("fp32", "int8-dynamic").map(name -> digest(variant(version, name))))
                .flatMap(file -> rooms.get(Deltas.class).to(file).stream())
                .map(Deltas.DeltaView::delta)
                .toList();
        assertThat(offered).isNotEmpty();
        assertThat(signed).containsExactlyInAnyOrderElementsOf(offered);
    }

    private static Targets document(String name) {
        return Signed.read(bytes(name), Targets.class).body();
    }

    private static byte[] bytes(String name) {
        return rooms.get(MetadataFiles.class).find(name).orElseThrow().bytes();
    }

    @Test
    void deltasLeadFromEarlierVersionsToLaterOnesWithinAVariant() {
        var deltas = rooms.get(Deltas.class);

        var toSecond = deltas.to(digest(variant("2", "fp32")));
        var toThird = deltas.to(digest(variant("3", "fp32")));

        assertThat(toSecond).extracting(Deltas.DeltaView::base).containsExactly(digest(variant("1", "fp32")));
        assertThat(toThird)
                .extracting(Deltas.DeltaView::base)
                .containsExactlyInAnyOrder(digest(variant("1", "fp32")), digest(variant("2", "fp32")));
        assertThat(toSecond.getFirst().lengthBytes())
                .isLessThan(variant("2", "fp32").lengthBytes() * 95 / 100);
        assertThat(rooms.get(Artifacts.class).length(toSecond.getFirst().delta()))
                .isEqualTo(toSecond.getFirst().lengthBytes());
        assertThat(deltas.to(digest(variant("1", "fp32")))).isEmpty();
    }

    @Test
    void eachTensorSaysWhatItCostAndWhy() {
        var deltas = rooms.get(Deltas.class);
        var delta = deltas.to(digest(variant("2", "fp32"))).getFirst();

        var tensors = deltas.tensors(delta.delta());

        assertThat(tensors).extracting(Deltas.TensorDelta::name).contains("hidden.weight");
        assertThat(tensors).allSatisfy(tensor -> assertThat(tensor.reason()).isNotBlank());
        assertThat(tensors.stream().mapToLong(Deltas.TensorDelta::deltaBytes).sum())
                .isLessThanOrEqualTo(delta.lengthBytes());
    }

    @Test
    void everythingThatHappenedStandsInTheAuditTrail() {
        assertThat(rooms.audit().rows())
                .contains(
                        "registry.version-published meter-reader@1",
                        "optimisation.variant-offered meter-reader@1 fp32",
                        "optimisation.variant-offered meter-reader@3 int8-dynamic")
                .anyMatch(row -> row.startsWith("delta.offered"));
    }

    private static boolean settled(String version) {
        var name = new VersionName(version);
        return rooms.get(Variants.class).settled(METER_READER, name)
                && rooms.get(Variants.class).of(METER_READER, name).stream()
                        .allMatch(variant -> variant.digest() == null
                                || rooms.get(Deltas.class).settled(variant.digest()));
    }

    private static VariantView variant(String version, String name) {
        return rooms.get(Variants.class).of(METER_READER, new VersionName(version)).stream()
                .filter(variant -> variant.variant().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ArtifactDigest digest(VariantView variant) {
        return Objects.requireNonNull(variant.digest());
    }
}
