package io.modelferry.control.registry.floor;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.Publications;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.alias.Aliases;
import io.modelferry.control.registry.floor.Floors.FloorOrder;
import io.modelferry.control.registry.floor.Floors.FloorView;
import io.modelferry.control.registry.floor.Floors.Raise;
import io.modelferry.control.registry.lineage.Lineage;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.control.trust.SignedModels;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.SignedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Floors with the registry, the variants that carry them, and the targets that are signed. */
@Timeout(300)
final class FloorsTest {

    private static final VersionName ONE = new VersionName("1");
    private static final VersionName TWO = new VersionName("2");
    private static final VersionName THREE = new VersionName("3");
    private static final VersionName UNMADE = new VersionName("unmade");
    private static final FloorOrder BECAUSE = new FloorOrder("up to 1 it can be fooled", "ada");

    @TempDir
    static Path data;

    private static TestPostgres postgres;
    private static CatalogRooms rooms;
    private static FloorView brought;
    private static List<SignedModel> broughtBy;

    /** Version 3 was published with the floor 2; of what is published later nothing is made. */
    @BeforeAll
    static void start() throws IOException {
        postgres = TestPostgres.migrated();
        rooms = CatalogRooms.start(postgres, data);
        publish(ONE, "1", null);
        publish(TWO, "2", null);
        publish(THREE, "3", TWO);
        CatalogRooms.await()
                .until(() -> Stream.of(ONE, TWO, THREE)
                        .allMatch(version -> rooms.get(Variants.class).settled(METER_READER, version)));
        brought = floors().view(METER_READER);
        broughtBy = rooms.get(SignedModels.class).of(METER_READER);
        rooms.stopWorkers();
    }

    @AfterAll
    static void stop() {
        rooms.close();
    }

    @BeforeEach
    void noFloor() {
        postgres.client().sql("truncate registry_floor").update();
        postgres.client().sql("""
                        update trust_model set signed_floor = 0,
                            entry = jsonb_set(entry::jsonb, '{minCounter}', '0')::text""").update();
    }

    @Test
    void aVersionThatIsPublishedWithAFloorBringsItWhenItIsOffered() {
        assertThat(version(THREE).floor()).isEqualTo(TWO);
        assertThat(brought.version()).isEqualTo(TWO);
        assertThat(brought.signed()).isTrue();
        assertThat(brought.raises()).singleElement().satisfies(raise -> {
            assertThat(raise.broughtBy()).isEqualTo(THREE);
            assertThat(raise.actor()).isEqualTo("ada");
            assertThat(raise.reason()).isEqualTo("published with 3");
        });
        assertThat(broughtBy)
                .filteredOn(file -> file.version().equals(THREE))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file.minCounter()).isEqualTo(2));
    }

    @Test
    void aFloorIsSignedAtOnceAndItsRaiseIsKeptWithItsReason() {
        assertThat(floors().view(METER_READER)).isEqualTo(new FloorView(METER_READER, null, 0, true, List.of()));

        var floor = floors().raise(METER_READER, TWO, BECAUSE);

        assertThat(floor.version()).isEqualTo(TWO);
        assertThat(floor.counter()).isEqualTo(2);
        assertThat(floor.signed()).isTrue();
        assertThat(floor.raises()).singleElement().satisfies(raise -> {
            assertThat(raise.reason()).isEqualTo(BECAUSE.reason());
            assertThat(raise.actor()).isEqualTo("ada");
            assertThat(raise.broughtBy()).isNull();
        });
        assertThat(signedFloor()).isEqualTo(2);
        assertThat(rooms.audit().rows()).contains("registry.floor-raised meter-reader");
        assertThat(floors().below(METER_READER)).containsExactly(ONE);
        assertThat(version(ONE).belowFloor()).isTrue();
        assertThat(version(TWO).belowFloor()).isFalse();
        assertThat(code(() -> rooms.get(Aliases.class)
                        .move(METER_READER, new VersionName("production"), ONE, new Aliases.Order("x", "ada", null))))
                .isEqualTo("below-floor");
    }

    @Test
    void aFloorNeverFallsAndTheOneThatStandsIsNoNewRaise() {
        floors().raise(METER_READER, TWO, BECAUSE);

        assertThat(code(() -> floors().raise(METER_READER, ONE, BECAUSE))).isEqualTo("floor-falls");
        assertThat(floors().raise(METER_READER, TWO, BECAUSE).raises()).hasSize(1);

        assertThat(signedFloor()).isEqualTo(2);
    }

    @Test
    void whatIsUnknownOrHasNoReasonOrLeavesNothingToRunIsRefusedAndWritesNothing() throws IOException {
        publish(UNMADE, "1", null);

        assertThat(code(() -> floors().raise(new ModelName("nobody"), ONE, BECAUSE)))
                .isEqualTo("model-not-found");
        assertThat(code(() -> floors().raise(METER_READER, new VersionName("9"), BECAUSE)))
                .isEqualTo("version-not-found");
        assertThat(code(() -> floors().raise(METER_READER, TWO, new FloorOrder(" ", "ada"))))
                .isEqualTo("invalid");
        assertThat(code(() -> floors().raise(METER_READER, UNMADE, BECAUSE)))
                .as("no file of it is offered yet")
                .isEqualTo("floor-above-newest");

        assertThat(floors().of(METER_READER)).isEmpty();
        assertThat(signedFloor()).isZero();
    }

    @Test
    void aFloorCannotBePublishedThatIsUnknownOrFallsOrIsAnotherThanBefore() throws IOException {
        var next = new VersionName("next");
        floors().raise(METER_READER, TWO, BECAUSE);

        assertThat(code(() -> publish(next, "1", new VersionName("9")))).isEqualTo("unknown-floor");
        assertThat(code(() -> publish(next, "1", ONE))).isEqualTo("floor-falls");
        publish(next, "1", next);

        assertThat(code(() -> publish(next, "1", TWO))).isEqualTo("version-exists");
        publish(next, "1", next);
        publish(next, "1", null);
        assertThat(floors().of(METER_READER))
                .get()
                .extracting(Raise::version)
                .as("nothing of it is offered")
                .isEqualTo(TWO);
    }

    private static void publish(VersionName version, String demo, @Nullable VersionName floor) throws IOException {
        try (var bytes = Files.newInputStream(CatalogRooms.demo("meter-reader-" + demo + ".onnx"))) {
            rooms.get(Publications.class)
                    .publish(
                            new Publications.Request(METER_READER, version, null, null, floor, Lineage.NONE, "", "ada"),
                            bytes);
        }
    }

    private static Floors floors() {
        return rooms.get(Floors.class);
    }

    private static long signedFloor() {
        return rooms.get(SignedModels.class).floor(METER_READER);
    }

    private static Versions.VersionView version(VersionName name) {
        return rooms.get(Versions.class).find(METER_READER, name).orElseThrow();
    }

    private static String code(ThrowingCallable call) {
        return catchThrowableOfType(Refusal.class, call).code();
    }
}
