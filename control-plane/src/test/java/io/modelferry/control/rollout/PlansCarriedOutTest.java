package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static io.modelferry.control.rollout.RolloutHouse.GATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.plan.Approval;
import io.modelferry.control.rollout.plan.Budget;
import io.modelferry.control.rollout.plan.Clearance;
import io.modelferry.control.rollout.plan.FieldRates;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.OnFailure;
import io.modelferry.control.rollout.plan.Pace;
import io.modelferry.control.rollout.plan.Pacing;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.control.rollout.plan.Reach;
import io.modelferry.control.rollout.plan.Retry;
import io.modelferry.control.rollout.plan.Slots;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.control.rollout.plan.Window;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.Probation;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateState;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a plan says beyond its stages, as the engine carries it out. */
final class PlansCarriedOutTest {

    private static final StagePlan ALL = StagePlan.percent("all", 100, Duration.ZERO);
    private static final StagePlan HALF = StagePlan.percent("half", 50, Duration.ZERO);

    private final RolloutHouse house = RolloutHouse.empty();

    @BeforeEach
    void aFleetOfTwentyOnVersionOne() {
        house.enrol(20);
        house.firstVersion();
        house.catalogue.publish("2");
    }

    @Test
    void aTargetIsAllThatARolloutTouches() {
        var id = house.started(
                house.everybody("2", options(new Reach("id==cam-000*", 0), Pace.AT_ONCE, Clearance.DEFAULT)));
        house.tick();

        assertThat(house.aimedAt("2"))
                .hasSize(10)
                .allMatch(device -> device.value().startsWith("cam-000"));
        assertThat(house.view(id).counts().targeted()).isEqualTo(10);
    }

    @Test
    void aTargetThatCannotBeReadIsRefusedAndNothingIsWritten() {
        assertThatThrownBy(() -> house.rollouts.create(
                        house.everybody("2", options(new Reach("colour==red", 0), Pace.AT_ONCE, Clearance.DEFAULT))))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("target");
        assertThat(house.rollouts.page(null, 10)).hasSize(1);
    }

    @Test
    void stagesByCountAndByFilterTakeWhomTheyName() {
        var id = house.started(plan(
                PlanOptions.DEFAULT,
                StagePlan.filter("the last", "id==cam-0019", Duration.ZERO),
                StagePlan.count("three", 3, Duration.ZERO)));
        house.tick();
        assertThat(house.aimedAt("2")).extracting(device -> device.value()).containsExactly("cam-0019");

        house.aimedAt("2").forEach(house::obey);
        house.tick();
        house.tick();

        assertThat(house.view(id).stage()).isEqualTo(1);
        assertThat(house.aimedAt("2")).hasSizeBetween(3, 4);
        assertThat(house.view(id).stages().get(1).size()).isEqualTo(3);
    }

    @Test
    void whoIsHeldOutIsComparedToTheEndAndFollowsThen() {
        var id = house.started(plan(
                options(new Reach("", 20), Pace.AT_ONCE, Clearance.DEFAULT),
                StagePlan.percent("all but the held out", 80, Duration.ZERO)));
        house.tick();
        assertThat(house.aimedAt("2")).hasSize(16);
        assertThat(house.settings.questions.getLast().control().devices()).hasSize(4);

        house.aimedAt("2").forEach(house::obey);
        house.tick();
        assertThat(house.view(id).state()).isEqualTo(RolloutState.FINISHED);
        house.tick();

        assertThat(house.aimedAt("2")).hasSize(20);
    }

    @Test
    void pacingGivesTheVersionToSoManyAMinuteAndSaysWhenTheNextFollows() {
        var id = house.started(house.everybody(
                "2",
                options(Reach.EVERYBODY, pace(new Pacing(4, 1, 4), null, null, Slots.NO_DEADLINE), Clearance.DEFAULT)));
        house.tick();
        assertThat(house.aimedAt("2")).hasSize(1);
        assertThat(house.view(id).why()).contains("1 of 20").contains("paced: the next device at");

        for (var minute = 0; minute < 3; minute++) {
            for (var quarter = 0; quarter < 4; quarter++) {
                house.tick(Duration.ofSeconds(15));
            }
        }

        assertThat(house.aimedAt("2")).hasSize(13);
    }

    @Test
    void nothingIsGivenOutsideTheWindow() {
        var now = house.clock.instant().atZone(ZoneOffset.UTC).toLocalTime().withNano(0);
        var window = new Window(EnumSet.allOf(DayOfWeek.class), now.plusHours(1), now.plusHours(2), Window.DEVICE);
        var id = house.started(house.everybody(
                "2", options(Reach.EVERYBODY, pace(null, null, window, Slots.NO_DEADLINE), Clearance.DEFAULT)));
        house.tick();
        assertThat(house.aimedAt("2")).isEmpty();
        assertThat(house.view(id).why()).contains("outside the maintenance window");

        house.tick(Duration.ofMinutes(61));
        assertThat(house.aimedAt("2")).hasSize(20);
    }

    @Test
    void aDeviceInAnotherZoneHasItsWindowThere() {
        house.bean(JdbcTemplate.class).update("update fleet_device set time_zone = 'Asia/Tokyo' where id = 'cam-0007'");
        var tokyo = house.clock.instant().atZone(ZoneId.of("Asia/Tokyo")).toLocalTime();
        var window =
                new Window(EnumSet.allOf(DayOfWeek.class), tokyo.minusMinutes(5), tokyo.plusMinutes(30), Window.DEVICE);
        house.started(house.everybody(
                "2", options(Reach.EVERYBODY, pace(null, null, window, Slots.NO_DEADLINE), Clearance.DEFAULT)));
        house.tick(Duration.ofMinutes(2)); // who asked for zones before asks anew after a minute

        assertThat(house.aimedAt("2")).extracting(device -> device.value()).containsExactly("cam-0007");
    }

    @Test
    void theBytesOfAnHourAreNotExceeded() {
        var budget = new Budget(5 * 1000L, null);
        var id = house.started(house.everybody(
                "2", options(Reach.EVERYBODY, pace(null, budget, null, Slots.NO_DEADLINE), Clearance.DEFAULT)));
        house.tick();
        assertThat(house.aimedAt("2")).hasSize(5);
        assertThat(house.view(id).why()).contains("the hour's bytes are spent");

        house.tick(Duration.ofHours(1));
        assertThat(house.aimedAt("2")).hasSize(10);
    }

    @Test
    void aSlotThatExpiresHoldsUpNobody() {
        var slots = new Slots(Map.of(UpdateState.ASSIGNED, Duration.ofMinutes(5)));
        var id = house.started(plan(options(Reach.EVERYBODY, pace(null, null, null, slots), Clearance.DEFAULT), HALF));
        house.tick();
        var treated = house.aimedAt("2");
        treated.subList(1, treated.size()).forEach(house::obey);
        house.tick();
        assertThat(house.view(id).why()).contains("waiting for devices");

        house.tick(Duration.ofMinutes(6));

        assertThat(house.view(id).counts().expired()).isEqualTo(1);
        assertThat(house.view(id).state()).isEqualTo(RolloutState.FINISHED);
    }

    @Test
    void aFailureThatPassesIsTriedAgainAsOftenAsThePlanSaysAndRetryAsksAnew() {
        var once = new Retry(Map.of(FailureCode.Remedy.RETRY, new Retry.Attempts(1, Duration.ZERO, Duration.ZERO)));
        var pace = new Pace(null, null, null, Slots.NO_DEADLINE, once);
        var id = house.started(plan(options(Reach.EVERYBODY, pace, Clearance.DEFAULT), HALF));
        house.tick();
        var device = house.aimedAt("2").getFirst();
        house.refuse(device, FailureCode.NETWORK);
        assertThat(house.view(id).counts().failed()).isEqualTo(1);

        house.rollouts.retry(id, BECAUSE);
        house.tick();

        assertThat(house.view(id).counts().failed()).isZero();
        assertThat(house.aim(device).retry()).isTrue();
    }

    @Test
    void aStageDoesNotOpenBeforeItsTimeAndARolloutStartsByItself() {
        var at = house.clock.instant().plusSeconds(600);
        var late = new StagePlan("late", 50.0, false, Duration.ZERO, null, null, at.plusSeconds(600), null);
        var id = house.rollouts
                .create(plan(
                        options(
                                Reach.EVERYBODY,
                                Pace.AT_ONCE,
                                new Clearance(at, Approval.BY_SIZE, 500, List.of(), false)),
                        late))
                .id();
        house.tick();
        assertThat(house.view(id).state()).isEqualTo(RolloutState.READY);
        assertThat(house.view(id).why()).contains("starts by itself at");

        house.tick(Duration.ofSeconds(601));
        assertThat(house.view(id).state()).isEqualTo(RolloutState.RUNNING);
        assertThat(house.aimedAt("2")).isEmpty();
        assertThat(house.view(id).why()).contains("opens at");

        house.tick(Duration.ofSeconds(601));
        assertThat(house.aimedAt("2")).hasSize(10);
    }

    @Test
    void whatNeedsApprovalIsNotStartedByOneHandAlone() {
        var needed = new Clearance(null, new Approval(true, null), 500, List.of(), false);
        var id = house.rollouts
                .create(house.everybody("2", options(Reach.EVERYBODY, Pace.AT_ONCE, needed)))
                .id();
        assertThat(house.view(id).state()).isEqualTo(RolloutState.AWAITING_APPROVAL);

        assertThatThrownBy(() -> house.rollouts.start(id, BECAUSE)).hasMessageContaining("AWAITING_APPROVAL");
        assertThatThrownBy(() -> house.rollouts.approve(id, BECAUSE)).hasMessageContaining("somebody else");

        house.rollouts.deny(id, BECAUSE);
        assertThat(house.view(id).state()).isEqualTo(RolloutState.DENIED);
    }

    @Test
    void aNewPlanTakesTheLineFromTheOneItNames() {
        var old = house.started(plan(PlanOptions.DEFAULT, HALF));
        house.catalogue.publish("3");
        var clearance = new Clearance(null, Approval.BY_SIZE, 500, List.of(old.value()), false);

        var created = house.rollouts.create(house.everybody("3", options(Reach.EVERYBODY, Pace.AT_ONCE, clearance)));

        assertThat(house.view(old).state()).isEqualTo(RolloutState.STOPPED);
        assertThat(house.view(old).why()).contains("superseded by " + created.id());
    }

    @Test
    void aDryRunWritesNothing() {
        var dry = new Clearance(null, Approval.BY_SIZE, 500, List.of(), true);
        var view = house.rollouts.create(house.everybody("2", options(Reach.EVERYBODY, Pace.AT_ONCE, dry)));

        assertThat(view.counts().targeted()).isEqualTo(20);
        assertThat(house.rollouts.find(view.id())).isEmpty();
    }

    @Test
    void aFrozenFleetGivesNothingOutAndGoesBackAllTheSame() {
        var id = house.started(plan(PlanOptions.DEFAULT, HALF));
        house.rollouts.freeze(BECAUSE);
        house.tick();
        assertThat(house.aimedAt("2")).isEmpty();

        house.rollouts.thaw(BECAUSE);
        house.tick();
        house.aimedAt("2").forEach(house::obey);
        house.rollouts.freeze(BECAUSE);
        house.tick();
        assertThat(house.view(id).why()).contains("the fleet is frozen");

        house.settings.judgement = RolloutHouse.WORSE;
        house.tick();
        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLING_BACK);
    }

    @Test
    void aStageThatAsksAPersonWaitsForTheirWord() {
        var asks = new PlanOptions(
                List.of(new GateRule.ManualApproval(OnFailure.STOP)), Reach.EVERYBODY, Pace.AT_ONCE, Clearance.DEFAULT);
        var id = house.started(plan(asks, HALF));
        house.tick();
        house.aimedAt("2").forEach(house::obey);
        house.tick();
        assertThat(house.view(id).why()).contains("waiting for somebody to approve the stage");
        assertThat(house.view(id).gates()).extracting(GateStanding::gate).contains("manual-approval");

        house.rollouts.approve(id, BECAUSE);
        house.tick();
        assertThat(house.view(id).state()).isEqualTo(RolloutState.FINISHED);
    }

    @Test
    void whoIsPinnedOrOptedOutIsLeftAloneAlsoAfterTheDraw() {
        hold("insert into fleet_pin (device_id, model, reason, actor, at) values ('cam-0001', '" + FakeCatalogue.MODEL
                + "', 'x', 'x', now())");
        var id = house.started(house.everybody("2", PlanOptions.DEFAULT));
        hold("insert into fleet_opt_out (device_id, reason, actor, at) values ('cam-0002', 'x', 'x', now())");
        house.tick();

        assertThat(house.aimedAt("2")).hasSize(18);
        assertThat(house.view(id).counts().targeted()).isEqualTo(18);
    }

    @Test
    void aRecalledVersionGoesBackEverywhereAndIsRefusedFromThenOn() {
        var id = house.started(house.everybody("2", PlanOptions.DEFAULT));
        house.tick();
        house.aimedAt("2").forEach(house::obey);
        house.tick();
        assertThat(house.view(id).state()).isEqualTo(RolloutState.FINISHED);

        house.inTransaction(() -> house.bean(Recalled.class)
                .recalled(
                        FakeCatalogue.MODEL,
                        new VersionName("2"),
                        Set.of(FakeCatalogue.digest("2")),
                        "it lies",
                        "kim"));
        house.tick();

        assertThat(house.view(id).why()).contains("was recalled: it lies");
        assertThat(house.aimedAt("1")).hasSize(20);
        assertThat(house.rollouts.current(FakeCatalogue.MODEL)).contains(new VersionName("1"));
    }

    @Test
    void aForecastSaysHowManyDevicesBytesAndHowLongAndWritesNothing() {
        house.fleet.online(house.fleet.all().getFirst().id(), false);
        var soak = new StagePlan("a tenth", 10.0, false, Duration.ofMinutes(5));
        var options =
                options(Reach.EVERYBODY, pace(new Pacing(2, 1, 2), null, null, Slots.NO_DEADLINE), Clearance.DEFAULT);

        var forecast = house.bean(Planning.class).forecast(plan(options, soak, ALL));

        assertThat(forecast.devices()).isEqualTo(20);
        assertThat(forecast.stages())
                .extracting(RolloutForecast.StageForecast::devices)
                .containsExactly(2L, 20L);
        assertThat(forecast.bytes()).isEqualTo(20 * 1000);
        assertThat(forecast.bases()).singleElement().satisfies(base -> {
            assertThat(base.base()).isEqualTo(FakeCatalogue.digest("1"));
            assertThat(base.deltaBytes()).isEqualTo(1000);
        });
        assertThat(forecast.finish()).isNotNull();
        assertThat(forecast.finish().p50()).isEqualTo(Duration.ofMinutes(15));
        assertThat(forecast.conflicts()).isEmpty();
        assertThat(house.rollouts.page(null, 10)).hasSize(1);

        house.started(plan(PlanOptions.DEFAULT, HALF));
        assertThat(house.bean(Planning.class).forecast(plan(options, soak, ALL)).conflicts())
                .singleElement()
                .asString()
                .contains("stop it");
    }

    /** The same words in the forecast, in a dry run and when it counts. */
    @Test
    void aGateThatNobodyCouldAnswerIsToldBeforeItIsRefused() {
        var dry = new Clearance(null, Approval.BY_SIZE, 500, List.of(), true);
        var objection = house.bean(Planning.class)
                .forecast(plan(PlanOptions.DEFAULT, ALL))
                .objections()
                .getFirst();

        assertThat(objection).startsWith("gate.maxAccuracyDrop: all 20 devices");
        for (var clearance : List.of(dry, Clearance.DEFAULT)) {
            assertThatThrownBy(
                            () -> house.rollouts.create(plan(options(Reach.EVERYBODY, Pace.AT_ONCE, clearance), ALL)))
                    .isInstanceOfSatisfying(Refusal.class, refused -> {
                        assertThat(refused.code()).isEqualTo("gate-never-evaluated");
                        assertThat(refused.detail()).isEqualTo(objection);
                    });
        }
        assertThat(house.rollouts.page(null, 10)).hasSize(1);
    }

    @Test
    void aForecastWarnsOfWhatTheFieldWouldHardlyShowAndOfWhoIsMissing() {
        var asks = new PlanOptions(
                List.of(GateRule.ManualApproval.DEFAULT), Reach.EVERYBODY, Pace.AT_ONCE, Clearance.DEFAULT);
        house.settings.rates = new FieldRates(1, 60, true, 0.0, 0.9);
        house.settings.somebodyApproves = false;

        var warnings =
                house.bean(Planning.class).forecast(plan(asks, HALF, ALL)).warnings();

        assertThat(warnings).hasSize(2);
        assertThat(warnings.getFirst())
                .startsWith(
                        "stages[0] (half): cannot see a drop of 2.0 points: about 3 labelled samples come within 15 min")
                .contains("at today's rate");
        assertThat(warnings.getLast()).contains("nobody has the role APPROVER");
    }

    private void hold(String sql) {
        house.bean(JdbcTemplate.class).update(sql);
    }

    private static Pace pace(@Nullable Pacing pacing, @Nullable Budget budget, @Nullable Window window, Slots slots) {
        return new Pace(pacing, budget, window, slots, Retry.DEFAULT);
    }

    private static PlanOptions options(Reach reach, Pace pace, Clearance clearance) {
        return new PlanOptions(List.of(), reach, pace, clearance);
    }

    private static NewRollout plan(PlanOptions options, StagePlan... stages) {
        return new NewRollout(
                FakeCatalogue.MODEL,
                new VersionName("2"),
                List.of(stages),
                GATE,
                Probation.DEFAULT,
                null,
                false,
                options);
    }
}
