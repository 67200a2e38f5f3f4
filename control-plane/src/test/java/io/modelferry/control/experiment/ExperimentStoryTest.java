package io.modelferry.control.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.experiment.ExperimentPlan.Aim;
import io.modelferry.control.experiment.ExperimentPlan.Proof;
import io.modelferry.control.experiment.ExperimentUnits.Asked;
import io.modelferry.control.experiment.FieldOfTheTest.Truth;
import io.modelferry.control.experiment.Look.ArmLook;
import io.modelferry.control.experiment.Look.Outcome;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.rollout.Freezes;
import io.modelferry.control.rollout.Placements;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.statistics.Drift.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Experiments look by look, on a real PostgreSQL, with a field that answers by seeded chance. */
final class ExperimentStoryTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();
    private static final ModelName MODEL = new ModelName("meter-reader");
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final FakeLine line = new FakeLine(POSTGRES.template());
    private final FakeRollouts rollouts = new FakeRollouts();
    private final FieldOfTheTest field = new FieldOfTheTest(5, 0.05);
    private final ExperimentRows rows = new ExperimentRows(POSTGRES.template());
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final ExperimentUnits units = new ExperimentUnits(POSTGRES.template());
    private final ExperimentRunner runner = new ExperimentRunner(
            rows,
            units,
            new ArmPlacement(rows, units, line, () -> now, POSTGRES.transaction()),
            line,
            rollouts,
            new FieldEvidence(field),
            () -> now,
            POSTGRES.transaction());

    @BeforeEach
    void aFleetOfSixty() {
        line.clear();
        line.enrol(60);
        field.truth(FakeLine.digest("1"), new Truth(0.80, 0.001, 900));
        field.truth(FakeLine.digest("2"), new Truth(0.90, 0.001, 900));
        field.truth(FakeLine.digest("3"), new Truth(0.70, 0.001, 900));
    }

    private Experiment started(ExperimentPlan plan) {
        var created = rows.add(MODEL, plan, "test", now);
        return rows.save(created.started(now));
    }

    private ExperimentPlan against(String version) {
        var plan = Plans.twoArms();
        return new ExperimentPlan(
                List.of(plan.control(), new ExperimentPlan.Arm("b", new VersionName(version), 0.5)),
                1,
                plan.unit(),
                plan.primary(),
                plan.guardrails(),
                plan.minDuration(),
                plan.maxDuration(),
                true);
    }

    /** Looks until the standing is decided; each device answers twenty times between two looks. */
    private Experiment run(Experiment experiment, int looks) {
        for (var look = 0; look < looks; look++) {
            runner.tick();
            var standing = rows.find(experiment.id()).orElseThrow();
            if (!standing.running() || standing.standing() == Standing.READY_TO_SHIP) {
                return standing;
            }
            field.pass(line.running, 20);
            now = now.plus(LOOK);
        }
        return rows.find(experiment.id()).orElseThrow();
    }

    @Test
    void findsTheBetterVersion() {
        var ended = run(started(against("2")), 100);

        assertThat(ended.standing()).isEqualTo(Standing.READY_TO_SHIP);
        assertThat(ended.why()).startsWith("b: accuracy +");
        assertThat(ended.elapsed(() -> now)).isGreaterThanOrEqualTo(Plans.SHORTEST);
        var look = rows.latest(ended.id()).orElseThrow();
        assertThat(look.arms())
                .extracting(ArmLook::units)
                .allSatisfy(units -> assertThat(units).isBetween(18, 42));
        assertThat(look.ratioMismatch()).isFalse();
        assertThat(rows.timeline(ended.id()))
                .extracting(Experiments.Entry::kind)
                .contains("READY_TO_SHIP");
    }

    @Test
    void endsByItselfWhatIsWorseAndTakesEverybodyBack() {
        var ended = run(started(against("3")), 100);

        assertThat(ended.state()).isEqualTo(ExperimentState.STOPPED);
        assertThat(ended.standing()).isEqualTo(Standing.WORSE);
        assertThat(line.givenBack).isEqualTo(Placements.Return.TO_THE_LINE);
        assertThat(rows.timeline(ended.id()).getLast().text())
                .startsWith("harm is proven; every device goes back to 1");
    }

    @Test
    void letsNoTwinWin() {
        field.truth(FakeLine.digest("2"), new Truth(0.80, 0.001, 900));

        var after = run(started(against("2")), 60);

        assertThat(after.standing()).isIn(Standing.RUNNING, Standing.INCONCLUSIVE);
    }

    @Test
    void stopsForAGuardrailThoughTheAccuracyIsBetter() {
        field.truth(FakeLine.digest("2"), new Truth(0.90, 0.10, 900));

        var ended = run(started(against("2")), 100);

        assertThat(ended.standing()).isEqualTo(Standing.GUARDRAIL_FAILING);
        assertThat(ended.state()).isEqualTo(ExperimentState.STOPPED);
        assertThat(ended.why()).contains("error-rate");
    }

    private static ExperimentPlan asking(Aim primary, Aim... guardrails) {
        var plan = Plans.twoArms();
        return new ExperimentPlan(
                plan.arms(),
                1,
                plan.unit(),
                primary,
                List.of(guardrails),
                plan.minDuration(),
                plan.maxDuration(),
                true);
    }

    private static ExperimentPlan guardedAgainstDrift() {
        return asking(
                new Aim(Metric.ERROR_RATE, Proof.NON_INFERIOR, 0.02), new Aim(Metric.DRIFT, Proof.NON_INFERIOR, 0));
    }

    private Look latest(Experiment experiment) {
        return rows.latest(experiment.id()).orElseThrow();
    }

    @Test
    void stopsForAModelThatBroke() {
        field.proven(FakeLine.digest("1"), 256, 205);
        field.proven(FakeLine.digest("2"), 256, 230);
        field.truth(FakeLine.digest("2"), new Truth(0.55, 0.001, 900));

        var ended = run(started(guardedAgainstDrift()), 100);

        assertThat(ended.standing()).isEqualTo(Standing.GUARDRAIL_FAILING);
        assertThat(ended.state()).isEqualTo(ExperimentState.STOPPED);
        assertThat(ended.why())
                .matches("b: the model broke: drift 0\\.[0-9]+ of 0\\.[0-9]+ allowed, control's is 0\\.0[0-9]");
        assertThat(Report.of(ended, latest(ended), List.of())).contains("## Drift", "the model broke", "| drift |");
    }

    @Test
    void letsTheWorldDrift() {
        field.proven(FakeLine.digest("1"), 256, 205);
        field.proven(FakeLine.digest("2"), 256, 230);
        field.truth(FakeLine.digest("1"), new Truth(0.45, 0.001, 900));
        field.truth(FakeLine.digest("2"), new Truth(0.60, 0.001, 900));

        var after = run(started(guardedAgainstDrift()), 15);

        assertThat(after.running()).isTrue();
        assertThat(latest(after).driftOf("b").orElseThrow().cause()).isEqualTo(Cause.DATA_DRIFTED);
        assertThat(latest(after).controlDrift().orElseThrow().psi()).isGreaterThan(0.25);
        assertThat(LooksCsv.of(List.of(latest(after)))).contains("DATA_DRIFTED");
    }

    @Test
    void saysWhyThereIsNoDrift() {
        field.proven(FakeLine.digest("2"), 256, 230);

        var after = run(started(guardedAgainstDrift()), 3);

        assertThat(latest(after).guardrailsOf("b")).singleElement().satisfies(drift -> {
            assertThat(drift.outcome()).isEqualTo(Outcome.NO_DATA);
            assertThat(drift.missing()).contains("no device of control told which classes its acceptance run answered");
        });
    }

    @Test
    void shipsWhatTheAcceptanceSetShowedOnTheDevices() {
        field.proven(FakeLine.digest("1"), 256, 205);
        field.proven(FakeLine.digest("2"), 256, 230);

        var ended = run(started(asking(new Aim(Metric.ACCEPTANCE_ACCURACY, Proof.SUPERIOR, 0.02))), 20);

        assertThat(ended.standing()).isEqualTo(Standing.READY_TO_SHIP);
        assertThat(ended.why()).startsWith("b: acceptance-accuracy +9.8 points");
        assertThat(latest(ended).arms().getLast().acceptanceAccuracy()).isEqualTo(230 / 256.0);
    }

    @Test
    void saysWhyTheAcceptanceSetShowsNothing() {
        var plan = asking(new Aim(Metric.ACCEPTANCE_ACCURACY, Proof.SUPERIOR, 0));

        var nobody = run(started(plan), 3);
        assertThat(nobody.standing()).isEqualTo(Standing.NO_DATA);
        assertThat(nobody.why()).startsWith("no device of b told an acceptance run of version 2");

        field.proven(FakeLine.digest("1"), 256, 205);
        field.proven(FakeLine.digest("2"), 0, 0);
        now = now.plus(LOOK);
        runner.tick();
        assertThat(rows.find(nobody.id()).orElseThrow().why())
                .isEqualTo("the acceptance set of version 2 has no labels");
    }

    @Test
    void holdsAChallengerToTheChampionsAnswers() {
        var plan = asking(new Aim(Metric.SHADOW_AGREEMENT, Proof.NON_INFERIOR, 0.1));
        var nobody = run(started(plan), 3);
        assertThat(nobody.standing()).isEqualTo(Standing.NO_DATA);
        assertThat(nobody.why()).contains("no device of b ran version 2 in shadow", "probation.shadow");

        field.agrees(FakeLine.digest("2"), 0.97);
        var ended = run(nobody, 100);

        assertThat(ended.standing()).isEqualTo(Standing.READY_TO_SHIP);
        assertThat(ended.why()).startsWith("b: shadow-agreement -3.").contains("must be above -10.0");
        assertThat(latest(ended).arms().getLast().shadowAgreement()).isBetween(0.95, 0.99);
    }

    @Test
    void endsAChallengerThatAnswersOtherwiseTooOften() {
        field.agrees(FakeLine.digest("2"), 0.7);

        var ended = run(
                started(asking(
                        new Aim(Metric.ERROR_RATE, Proof.NON_INFERIOR, 0.02),
                        new Aim(Metric.SHADOW_AGREEMENT, Proof.NON_INFERIOR, 0.1))),
                100);

        assertThat(ended.standing()).isEqualTo(Standing.GUARDRAIL_FAILING);
        assertThat(ended.why()).contains("shadow-agreement");
    }

    @Test
    void believesNoArmThatLosesItsDevices() {
        line.enrol(400);
        var experiment = started(against("2"));
        runner.tick();
        asked(experiment).stream()
                .filter(drawn -> drawn.arm().equals("b"))
                .limit(100)
                .forEach(drawn -> field.silence(drawn.device()));
        field.pass(line.running, 5);
        now = now.plus(LOOK);
        runner.tick();

        var after = rows.find(experiment.id()).orElseThrow();
        assertThat(after.standing()).isEqualTo(Standing.UNHEALTHY);
        assertThat(after.running()).isTrue();
    }

    @Test
    void drawsWhoComesLaterAndNobodyTwice() {
        var experiment = started(against("2"));
        runner.tick();
        var first = asked(experiment);
        line.enrol(80);
        now = now.plus(LOOK);
        runner.tick();

        assertThat(first).hasSize(60);
        assertThat(asked(experiment)).hasSize(80).containsAll(first);
    }

    private List<Asked> asked(Experiment experiment) {
        return units.asked(experiment.id(), ExperimentUnits.ASKED);
    }

    @Test
    void leavesPinnedAndOptedOutDevicesAlone() {
        POSTGRES.template().update("insert into fleet_pin values ('cam-003', ?, 'held', 'test', now())", MODEL.value());
        POSTGRES.template().update("insert into fleet_opt_out values ('cam-004', 'held', 'test', now())");
        POSTGRES.template().update("insert into fleet_pin values ('cam-005', 'another', 'held', 'test', now())");

        var experiment = started(against("2"));
        runner.tick();

        assertThat(asked(experiment)).hasSize(58);
        assertThat(line.running).doesNotContainKeys(new DeviceId("cam-003"), new DeviceId("cam-004"));
    }

    @Test
    void movesNobodyWhileTheFleetIsFrozen() {
        rollouts.freeze = new Freezes.Freeze("an incident", "test", now);
        var experiment = started(against("2"));
        runner.tick();
        assertThat(asked(experiment)).isEmpty();

        rollouts.freeze = null;
        runner.tick();
        assertThat(asked(experiment)).hasSize(60);
    }

    @Test
    void placesALargeFleetAFewHundredAtATime() {
        line.enrol(1_700);
        var experiment = started(against("2"));
        runner.tick();

        assertThat(line.placed)
                .hasSize(4)
                .allSatisfy(devices -> assertThat(devices).isBetween(1, 500));
        assertThat(line.running).hasSize(1_700);

        line.placed.clear();
        now = now.plus(LOOK);
        runner.tick();
        assertThat(line.placed).isEmpty();

        POSTGRES.template().update("update rollout_goal_model set digest = 'another' where device_id = 'cam-1234'");
        now = now.plus(LOOK);
        runner.tick();
        assertThat(line.placed).containsExactly(1);
    }

    @Test
    void asksAPartOfALargeFleetAsItWasDrawn() {
        line.enrol(1_000);
        var experiment = started(against("2"));
        runner.tick();

        var some = units.asked(experiment.id(), 200);
        line.enrol(1_010);
        now = now.plus(LOOK);
        runner.tick();

        assertThat(some.stream().filter(one -> one.arm().equals("b"))).hasSizeBetween(75, 125);
        assertThat(units.asked(experiment.id(), 200)).filteredOn(some::contains).hasSizeGreaterThan(190);
        assertThat(units.drawn(experiment.id()).values())
                .allSatisfy(drawn -> assertThat(drawn).isBetween(440, 570));
        assertThat(latest(experiment).arms())
                .allSatisfy(arm -> assertThat(arm.asked()).isEqualTo(arm.drawn()));
    }

    @Test
    void looksLessOftenAsItGrowsOld() {
        var experiment = started(Plans.twoArms());
        runner.tick();
        now = now.plus(Duration.ofMinutes(50));
        runner.tick();
        var before = rows.looks(experiment.id(), 1000).size();

        now = now.plusSeconds(1);
        runner.tick();

        assertThat(rows.looks(experiment.id(), 1000)).hasSize(before);
    }

    @Test
    void writesAReportAndATableThatHoldTheNumbers() {
        var ended = run(started(against("2")), 100);
        var look = rows.latest(ended.id()).orElseThrow();

        var report = Report.of(ended, look, rows.timeline(ended.id()));
        var csv = LooksCsv.of(rows.looks(ended.id(), 1000));

        assertThat(report)
                .contains("**ready to ship**", "| b | 2 |", "accuracy (primary)", "Units an arm: as drawn")
                .doesNotContain("null");
        assertThat(csv.lines().findFirst())
                .hasValueSatisfying(header -> assertThat(header).startsWith("at,arm,metric"));
        var columns = csv.lines().findFirst().orElseThrow().split(",", -1).length;
        assertThat(csv.lines()).allSatisfy(row -> assertThat(row.split(",", -1)).hasSize(columns));
    }

    @Test
    void isNotSavedOverAChangeThatItHasNotSeen() {
        var experiment = started(against("2"));
        rows.save(experiment.standing(new Ruling(Standing.RUNNING, "seen", null)));

        assertThatThrownBy(() -> rows.save(experiment)).isInstanceOf(IllegalStateException.class);
    }
}
