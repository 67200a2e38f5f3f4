package io.modelferry.control.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.tombstone.VersionHolder;
import io.modelferry.control.rollout.Placements.Return;
import io.modelferry.control.testing.NothingIsDeleted;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operators' orders, on a real PostgreSQL. */
final class ExperimentDeskTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();
    private static final ModelName MODEL = new ModelName("meter-reader");
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final FakeLine line = new FakeLine(POSTGRES.template());
    private final FakeRollouts rollouts = new FakeRollouts();
    private final FieldOfTheTest field = new FieldOfTheTest(1, 0);
    private final ExperimentRows rows = new ExperimentRows(POSTGRES.template());
    private final ExperimentUnits units = new ExperimentUnits(POSTGRES.template());
    private final List<String> audit = new ArrayList<>();
    private Instant now = START;
    private final ExperimentDesk desk = new ExperimentDesk(
            rows,
            line,
            rollouts,
            new TwoVersions(),
            new NothingIsDeleted(),
            new Forecasts(units, line, rollouts, field, () -> now),
            (action, type, id, details) -> audit.add(action + " " + id),
            () -> now);

    @BeforeEach
    void aFleet() {
        line.clear();
        line.enrol(20);
    }

    private static void refused(ThrowingCallable order, String code) {
        assertThatThrownBy(order)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private Experiment started() {
        return desk.start(desk.create(MODEL, Plans.twoArms()).id(), "to know");
    }

    /** As a look after the shortest duration leaves it that proves version 2 better. */
    private void proven(Experiment experiment) {
        now = START.plus(Plans.SHORTEST).plusSeconds(1);
        rows.save(experiment.standing(new Ruling(Standing.READY_TO_SHIP, "b is better", "b")));
    }

    @Test
    void borrowsTheLineWhenItStartsAndNotBefore() {
        var created = desk.create(MODEL, Plans.twoArms());
        assertThat(created.state()).isEqualTo(ExperimentState.READY);
        assertThat(line.lentTo).isNull();

        var running = desk.start(created.id(), "to know");

        assertThat(running.state()).isEqualTo(ExperimentState.RUNNING);
        assertThat(running.startedAt()).isEqualTo(START);
        assertThat(line.lentTo).isEqualTo(created.id().value());
        assertThat(audit).containsExactly("experiment.created " + created.id(), "experiment.started " + created.id());
    }

    @Test
    void shipsTheProvenWinnerAsARollout() {
        var experiment = started();
        proven(experiment);

        var shipped = desk.ship(experiment.id(), null, "it is better");

        assertThat(shipped.state()).isEqualTo(ExperimentState.SHIPPED);
        assertThat(shipped.shipped()).isEqualTo("r7");
        assertThat(line.givenBack).isEqualTo(Return.STAY);
        assertThat(rollouts.created).singleElement().satisfies(rollout -> {
            assertThat(rollout.version()).isEqualTo(new VersionName("2"));
            assertThat(rollout.probation()).isEqualTo(FakeLine.TERMS.probation());
            assertThat(rollout.delivery()).isEqualTo(FakeLine.TERMS.delivery());
        });
        assertThat(rollouts.started).containsExactly("r7: experiment " + experiment.id() + " shipped it: it is better");
    }

    @Test
    void shipsNothingUnprovenUnlessAPersonNamesIt() {
        var experiment = started();

        refused(() -> desk.ship(experiment.id(), null, "hope"), "not-ready-to-ship");
        refused(() -> desk.ship(experiment.id(), "z", "hope"), "unknown-arm");
        assertThat(line.givenBack).isNull();

        assertThat(desk.ship(experiment.id(), "b", "I answer for it").state()).isEqualTo(ExperimentState.SHIPPED);
    }

    @Test
    void takesEverybodyBackWhenItIsStopped() {
        var stopped = desk.stop(started().id(), "enough");

        assertThat(stopped.state()).isEqualTo(ExperimentState.STOPPED);
        assertThat(line.givenBack).isEqualTo(Return.TO_THE_LINE);
        refused(() -> desk.stop(stopped.id(), "again"), "experiment-is-stopped");
    }

    @Test
    void holdsItsVersionsUntilTheDevicesOfTheArmHaveSpokenAfterTheEnd() {
        var sql = POSTGRES.template();
        sql.update(
                "insert into fleet_device (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate, last_seen)"
                        + " values ('arm-b', 'cellar', 'standard', false, now(), 't', '', '', ?)",
                Timestamp.from(START.plusSeconds(1)));
        var experiment = started();
        units.add(experiment.id(), List.of(new ExperimentUnits.Drawn(new DeviceId("arm-b"), "arm-b", "b", 0)), START);
        assertThat(holds("2")).containsExactly("experiment " + experiment.id() + " has it in an arm");

        now = START.plusSeconds(10);
        desk.stop(experiment.id(), "enough");
        assertThat(holds("2"))
                .containsExactly(
                        "it may run on 1 device (arm-b), offline since experiment " + experiment.id() + " brought it");
        assertThat(holds("1")).isEmpty();

        sql.update("update fleet_device set last_seen = ? where id = 'arm-b'", Timestamp.from(START.plusSeconds(11)));
        assertThat(holds("2")).isEmpty();
    }

    private List<String> holds(String version) {
        return new ExperimentArms(rows)
                .holds(MODEL, new VersionName(version), Set.of()).stream()
                        .map(VersionHolder.Hold::why)
                        .toList();
    }

    @Test
    void wantsTheFleetsVersionForControl() {
        rollouts.current = new VersionName("2");
        var created = desk.create(MODEL, Plans.twoArms());

        refused(() -> desk.start(created.id(), "to know"), "control-is-not-current");
        assertThat(line.lentTo).isNull();
    }

    @Test
    void refusesWhatIsUnknownAndWritesNothing() {
        refused(() -> desk.create(MODEL, Plans.weighted(0.4, 0.3, 0.3)), "unknown-version");
        refused(() -> desk.create(new ModelName("nobody"), Plans.twoArms()), "unknown-model");
        refused(() -> desk.start(new ExperimentId("e999999"), "to know"), "experiment-not-found");
        refused(() -> desk.start(desk.create(MODEL, Plans.twoArms()).id(), "  "), "reason-required");

        assertThat(desk.page(null, 10)).hasSize(1);
    }

    @Test
    void reckonsWithWhatTheFleetSent() {
        var nothing = desk.forecast(MODEL, Plans.twoArms());
        assertThat(nothing.candidates()).isEqualTo(20);
        assertThat(nothing.samplesPerArm()).isNull();
        assertThat(nothing.warnings()).anySatisfy(warning -> assertThat(warning).contains("no evidence"));
    }

    @Test
    void warnsWhereAnArmWouldHaveTooFewUnits() {
        var narrow = Plans.withShare(Plans.twoArms(), 0.2);

        assertThat(desk.forecast(MODEL, narrow).warnings())
                .anySatisfy(warning -> assertThat(warning).contains("about 2 devices in the smallest arm"));
    }

    /** Versions 1 and 2. */
    private static final class TwoVersions implements Versions {

        @Override
        public List<ModelView> models() {
            return List.of();
        }

        @Override
        public List<VersionView> of(ModelName model) {
            return model.equals(MODEL)
                    ? Stream.of("1", "2")
                            .flatMap(version -> find(model, new VersionName(version)).stream())
                            .toList()
                    : List.of();
        }

        @Override
        public Optional<VersionView> find(ModelName model, VersionName version) {
            return Integer.parseInt(version.value()) > 2
                    ? Optional.empty()
                    : Optional.of(new VersionView(
                            model,
                            version,
                            FakeLine.digest(version.value()),
                            1,
                            17,
                            List.of(),
                            List.of(),
                            Map.of(),
                            null,
                            null,
                            1,
                            null,
                            false,
                            "",
                            "test",
                            START));
        }

        @Override
        public Optional<VersionView> before(ModelName model, VersionName version) {
            return Optional.empty();
        }
    }
}
