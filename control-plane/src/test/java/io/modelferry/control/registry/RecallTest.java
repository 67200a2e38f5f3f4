package io.modelferry.control.registry;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.Recalls.RecallOrder;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.control.trust.SignedModels;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

final class RecallTest {

    private static final VersionName TWO = new VersionName("2");
    private static final RecallOrder BECAUSE = new RecallOrder("it burns", "ada");

    @TempDir
    static Path data;

    private static TestPostgres postgres;
    private static CatalogRooms rooms;

    private final List<Object> events = new ArrayList<>();
    private final Fleet fleet = new Fleet();

    /** Stands for the room that moves devices. */
    private static final class Fleet implements RecallEffects {
        final List<String> moved = new ArrayList<>();
        boolean broken;

        @Override
        public void recalled(
                ModelName model, VersionName version, Set<ArtifactDigest> files, String reason, String actor) {
            if (broken) {
                throw new IllegalStateException("devices cannot be moved");
            }
            moved.add(model + "@" + version + " " + files.size() + " " + reason + " " + actor);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        postgres = TestPostgres.migrated();
        rooms = CatalogRooms.start(postgres, data);
        rooms.publishDemo(1, rooms.acceptance());
        var second = rooms.publishDemo(2, rooms.acceptance()).version();
        CatalogRooms.await().until(() -> rooms.get(Variants.class).settled(METER_READER, second.version()));
        rooms.stopWorkers();
    }

    @AfterAll
    static void stop() {
        rooms.close();
    }

    @BeforeEach
    void empty() {
        postgres.client().sql("truncate registry_recall").update();
    }

    @Test
    void aRecallReachesTheFleetWithEveryFileOfTheVersionAndIsInForce() {
        var recall = inTransaction(() -> desk().recall(METER_READER, TWO, BECAUSE));

        assertThat(recall.lifted()).isFalse();
        assertThat(fleet.moved).containsExactly("meter-reader@2 2 it burns ada");
        assertThat(events)
                .hasSize(1)
                .first()
                .isInstanceOfSatisfying(
                        VersionRecalled.class,
                        event -> assertThat(event.files()).hasSize(2));
        assertThat(rooms.audit().rows()).contains("registry.version-recalled meter-reader@2");
        assertThatThrownBy(() -> desk().requireNotRecalled(METER_READER, TWO))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo("version-recalled");
                    assertThat(refusal.detail()).contains("it burns");
                });
        desk().requireNotRecalled(METER_READER, new VersionName("1"));
    }

    @Test
    void whatTheFleetCannotDoTakesTheRecallBack() {
        fleet.broken = true;

        assertThatThrownBy(() -> inTransaction(() -> desk().recall(METER_READER, TWO, BECAUSE)))
                .hasMessage("devices cannot be moved");

        assertThat(desk().inForce(METER_READER, TWO)).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void aLiftedRecallStaysInTheHistoryAndAllowsTheNext() {
        inTransaction(() -> desk().recall(METER_READER, TWO, BECAUSE));
        assertThat(code(() -> inTransaction(() -> desk().recall(METER_READER, TWO, BECAUSE))))
                .isEqualTo("already-recalled");

        inTransaction(() -> desk().lift(METER_READER, TWO, new RecallOrder("it does not", "bob")));

        desk().requireNotRecalled(METER_READER, TWO);
        assertThat(desk().of(METER_READER)).hasSize(1).first().satisfies(recall -> {
            assertThat(recall.lifted()).isTrue();
            assertThat(recall.liftedReason()).isEqualTo("it does not");
        });
        inTransaction(() -> desk().recall(METER_READER, TWO, BECAUSE));
        assertThat(desk().of(METER_READER)).hasSize(2);
    }

    @Test
    void badOrdersAreRefusedAndWriteNothing() {
        assertThat(code(() -> inTransaction(() -> desk().recall(METER_READER, TWO, new RecallOrder("  ", "ada")))))
                .isEqualTo("invalid");
        assertThat(code(() -> inTransaction(
                        () -> desk().recall(METER_READER, TWO, new RecallOrder("x".repeat(2001), "ada")))))
                .isEqualTo("invalid");
        assertThat(code(() -> inTransaction(() -> desk().recall(METER_READER, new VersionName("9"), BECAUSE))))
                .isEqualTo("version-not-found");
        assertThat(code(() -> inTransaction(() -> desk().lift(METER_READER, TWO, BECAUSE))))
                .isEqualTo("not-recalled");

        assertThat(desk().of(METER_READER)).isEmpty();
        assertThat(fleet.moved).isEmpty();
    }

    private RecallDesk desk() {
        var beans = new StaticListableBeanFactory();
        beans.addBean("fleet", fleet);
        return new RecallDesk(
                rooms.get(Versions.class),
                rooms.get(RecallRows.class),
                rooms.get(SignedModels.class),
                beans.getBeanProvider(RecallEffects.class),
                rooms.get(AuditTrail.class),
                events::add,
                InstantSource.system());
    }

    private static <T> T inTransaction(Supplier<T> work) {
        return new TransactionTemplate(rooms.get(PlatformTransactionManager.class)).execute(status -> work.get());
    }

    private static String code(ThrowingCallable call) {
        return catchThrowableOfType(Refusal.class, call).code();
    }
}
