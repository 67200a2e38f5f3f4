package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.Plans.ALL;
import static io.modelferry.control.rollout.Plans.HALF;
import static io.modelferry.control.rollout.Plans.options;
import static io.modelferry.control.rollout.Plans.pace;
import static io.modelferry.control.rollout.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.plan.Approval;
import io.modelferry.control.rollout.plan.Clearance;
import io.modelferry.control.rollout.plan.FieldRates;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.Pace;
import io.modelferry.control.rollout.plan.Pacing;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.control.rollout.plan.Reach;
import io.modelferry.control.rollout.plan.Slots;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who a plan means, and what it comes to, as the engine carries it out. */
final class PlansCarriedOutTest {

    private final RolloutHouse house = Plans.twentyOnVersionOne();

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
    void aTargetThatFitsNobodyIsRefusedByItsName() {
        var nowhere = options(new Reach("site==nowhere", 0), Pace.AT_ONCE, Clearance.DEFAULT);

        assertThatThrownBy(() -> house.rollouts.create(house.everybody("2", nowhere)))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo("no-devices");
                    assertThat(refusal.detail()).isEqualTo("target: fits no device that is enrolled.");
                    assertThat(refusal.field()).isEqualTo("target");
                });
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
    void aDryRunWritesNothing() {
        var dry = new Clearance(null, Approval.BY_SIZE, 500, List.of(), true);
        var view = house.rollouts.create(house.everybody("2", options(Reach.EVERYBODY, Pace.AT_ONCE, dry)));

        assertThat(view.counts().targeted()).isEqualTo(20);
        assertThat(house.rollouts.find(view.id())).isEmpty();
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
    void nobodyWhoIsHeldBackIsCountedBefore() {
        hold("insert into fleet_pin (device_id, model, reason, actor, at) values ('cam-0001', '" + FakeCatalogue.MODEL
                + "', 'r', 'a', now())");
        hold("insert into fleet_opt_out (device_id, reason, actor, at) values ('cam-0002', 'r', 'a', now())");

        var wanted = house.everybody("2", PlanOptions.DEFAULT);

        var forecast = house.bean(Planning.class).forecast(wanted);

        assertThat(forecast.devices()).isEqualTo(18);
        assertThat(forecast.bytes()).isEqualTo(18 * 1000);
        assertThat(house.view(house.started(wanted)).counts().targeted()).isEqualTo(18);
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

    @Test
    void aForecastNamesWhatCallersMustChangeWith() {
        house.settings.breaking = List.of("input 'image' is called 'pixels' now");

        assertThat(house.bean(Planning.class)
                        .forecast(plan(PlanOptions.DEFAULT, HALF))
                        .breaking())
                .containsExactly("input 'image' is called 'pixels' now");
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
}
