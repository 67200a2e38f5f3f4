package io.modelferry.control.optimisation.study;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.await;
import static io.modelferry.control.testing.CatalogRooms.demo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.control.optimisation.OptimisationRuns;
import io.modelferry.control.optimisation.OptimisationRuns.Order;
import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.control.optimisation.Studies;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.making.TestModels;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.lineage.Lineage;
import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.protocol.VersionName;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Version 2 learned from version 1, and one class too well: real files, real processes. */
final class StudiesTest {

    private static final VersionName TEACHER = new VersionName("1");
    private static final VersionName STUDENT = new VersionName("2");

    @TempDir
    static Path data;

    @TempDir
    static Path models;

    private static CatalogRooms rooms;

    @BeforeAll
    static void publish() throws Exception {
        rooms = CatalogRooms.start(TestPostgres.migrated(), data);
        rooms.publish("1", demo("meter-reader-1.onnx"), rooms.acceptance());
        var student = TestModels.write(TestModels.withWeight("digit.bias", 1000), models);
        rooms.publish("2", student, rooms.acceptance(), taughtBy(TEACHER));
    }

    @AfterAll
    static void stop() {
        rooms.close();
    }

    @Test
    void aStudentIsHeldBesideItsTeacherWithoutBeingAskedFor() throws Exception {
        await().until(() -> newest(STUDENT, Studies.TEACHER).hasEnded());

        var study = rooms.get(Studies.class).teacher(METER_READER, STUDENT).orElseThrow();

        assertThat(study.teacher()).isEqualTo(new VersionRef(METER_READER, TEACHER));
        assertThat(study.state()).isEqualTo("DONE");
        assertThat(study.agreement()).isStrictlyBetween(0.0, 1.0);
        assertThat(study.cosine()).isStrictlyBetween(-1.0, 1.0);
        assertThat(study.teacherAccuracy()).isNotEqualTo(study.studentAccuracy());
        assertThat(rooms.get(Studies.class).teacher(METER_READER, TEACHER)).isEmpty();
        assertThat(rooms.get(Variants.class).of(METER_READER, STUDENT))
                .extracting(Variants.VariantView::variant)
                .as("a study makes no variant")
                .doesNotContain(Studies.TEACHER);
    }

    @Test
    void aProfileIsARunOfTheQueueAndANewOneTakesItsPlace() throws Exception {
        ask(TEACHER, Studies.PROFILE);
        await().until(() -> newest(TEACHER, Studies.PROFILE).hasEnded());
        var first = rooms.get(Studies.class).profile(METER_READER, TEACHER).orElseThrow();
        ask(TEACHER, Studies.PROFILE);
        await().until(() -> newest(TEACHER, Studies.PROFILE).hasEnded());
        var second = rooms.get(Studies.class).profile(METER_READER, TEACHER).orElseThrow();

        assertThat(first.profile().nodes()).isNotEmpty();
        assertThat(first.profile().parameterBytes()).isGreaterThan(1_000_000);
        assertThat(second.run()).isGreaterThan(first.run());
        assertThat(newest(TEACHER, Studies.PROFILE).state()).isEqualTo("DONE");
    }

    @Test
    void aStudentThatCannotBeComparedIsRefusedAndNothingIsPublished() throws Exception {
        var wider = TestModels.demo();
        wider.getGraphBuilder()
                .getOutputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(1)
                .setDimValue(11);
        var other = TestModels.write(wider, models);

        assertThat(code(() -> rooms.publish("mute", demo("meter-reader-3.onnx"), null, taughtBy(TEACHER))))
                .isEqualTo("teacher-without-acceptance");
        assertThat(code(() -> rooms.publish("mute", other, rooms.acceptance(), taughtBy(TEACHER))))
                .isEqualTo("teacher-does-not-fit");
        assertThat(rooms.get(Versions.class).find(METER_READER, new VersionName("mute")))
                .isEmpty();
    }

    @Test
    void whatCannotBeStudiedIsRefusedWithTheNextStep() {
        assertThat(code(() -> ask(TEACHER, Studies.TEACHER))).isEqualTo("no-teacher");
        assertThat(code(() -> ask(TEACHER, "profiles"))).isEqualTo("unknown-technique");
    }

    @Test
    void aStudyThatWaitsIsCancelledAtOnceAndOneThatIsUnderWayIsNotQueuedTwice(@TempDir Path elsewhere)
            throws Exception {
        try (var still = CatalogRooms.start(TestPostgres.migrated(), elsewhere)) {
            still.stopWorkers();
            still.publishDemo(1, still.acceptance());
            var runs = still.get(OptimisationRuns.class);
            var asked = runs.request(METER_READER, TEACHER, new Order(Studies.PROFILE), "ada")
                    .getFirst();

            assertThat(code(() -> runs.request(METER_READER, TEACHER, new Order(Studies.PROFILE), "ada")))
                    .isEqualTo("study-under-way");
            assertThat(runs.cancel(asked.id(), "ada").state()).isEqualTo("CANCELLED");
            assertThat(still.get(Studies.class).profile(METER_READER, TEACHER)).isEmpty();
            assertThat(Files.list(elsewhere.resolve("work/optimisation"))).isEmpty();
        }
    }

    private static Lineage taughtBy(VersionName teacher) {
        return new Lineage(null, null, null, null, new VersionRef(METER_READER, teacher));
    }

    private static void ask(VersionName version, String study) {
        rooms.get(OptimisationRuns.class).request(METER_READER, version, new Order(study), "ada");
    }

    private static RunView newest(VersionName version, String name) {
        return rooms.get(OptimisationRuns.class).of(METER_READER, version).stream()
                .filter(run -> run.variant().equals(name))
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    private static String code(ThrowingCallable call) {
        return catchThrowableOfType(Refusal.class, call).code();
    }
}
