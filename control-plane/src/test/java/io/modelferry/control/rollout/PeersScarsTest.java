package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static io.modelferry.control.rollout.RolloutHouse.GATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.Rollouts.Order;
import io.modelferry.control.rollout.plan.Clearance;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.OnFailure;
import io.modelferry.control.rollout.plan.Pace;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.control.rollout.plan.Reach;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** What hurt users of other update servers, told again here. The numbers are issues of eclipse-hawkbit/hawkbit. */
final class PeersScarsTest {

    private final RolloutHouse house = RolloutHouse.empty();
    private final JdbcTemplate sql = house.bean(JdbcTemplate.class);

    @BeforeEach
    void versionOneEverywhere() {
        house.enrol(20);
        house.firstVersion();
        house.catalogue.publish("2", "3");
    }

    private RolloutId everybodyAtOnce() {
        return house.started(house.everybody("2"));
    }

    /** #1853: an operator and the scheduler both found a group finished; the second skipped the next one. */
    @Test
    void anOperatorAndATickThatEndTheSameStageEndItOnce() throws Exception {
        var id = house.started(house.plan(
                "2",
                GATE,
                false,
                StagePlan.percent("10%", 10, Duration.ZERO),
                StagePlan.percent("50%", 50, Duration.ZERO),
                StagePlan.percent("all", 100, Duration.ZERO)));
        house.tick();
        house.aimedAt("2").forEach(house::obey);
        var seen = house.view(id).epoch();

        AtOnce.<Boolean>all(List.of(
                () -> house.engine.tick(),
                () -> house.engine.tick(),
                () -> trigger(id, seen),
                () -> trigger(id, seen)));

        assertThat(house.view(id).state()).isEqualTo(RolloutState.RUNNING);
        assertThat(house.view(id).stage()).isEqualTo(1);
    }

    private boolean trigger(RolloutId id, long seen) {
        try {
            house.rollouts.triggerNext(id, new Order("both saw the first stage", seen));
            return true;
        } catch (Refusal moved) {
            return false;
        }
    }

    /** #144: creating rollouts beside the scheduler ended in deadlocks. */
    @Test
    void creatingStoppingTickingAndReportingAtOnceNeverDeadlocks() throws Exception {
        var trouble = new ListAppender<ILoggingEvent>();
        var log = (Logger) LoggerFactory.getLogger(RolloutEngine.class);
        trouble.start();
        log.addAppender(trouble);
        try {
            AtOnce.all(List.of(
                    repeatedly(40, house::tick),
                    repeatedly(40, house::tick),
                    repeatedly(12, this::createStartAndStop),
                    repeatedly(40, this::oneDeviceComesAndGoes),
                    repeatedly(6, this::somebodyEnrols)));
        } finally {
            log.detachAppender(trouble);
        }

        assertThat(trouble.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
        for (var rollout : house.rollouts.page(null, 100)) {
            CountedByHand.equalsTheTally(house, rollout.id());
        }
    }

    private static Callable<Boolean> repeatedly(int times, Runnable action) {
        return () -> {
            for (var time = 0; time < times; time++) {
                action.run();
            }
            return true;
        };
    }

    private void createStartAndStop() {
        var id = everybodyAtOnce();
        house.tick();
        house.rollouts.stop(id, BECAUSE);
    }

    private void oneDeviceComesAndGoes() {
        var device = new DeviceId("cam-0007");
        house.fleet.online(device, false);
        house.fleet.online(device, true);
    }

    private void somebodyEnrols() {
        house.fleet.enrol("late-%d".formatted(house.fleet.all().size()), "standard", false);
    }

    /** #467: feedback of one device that came in parallel was lost, or counted twice. */
    @Test
    void whatOneDeviceSaysInParallelIsCountedOnce() throws Exception {
        var id = everybodyAtOnce();
        house.tick();
        var device = new DeviceId("cam-0003");
        var goal = house.goal(device);
        var digest = house.aim(device).digest();
        house.fleet.runs(device, FakeCatalogue.MODEL, digest, goal.generation());
        var words = new ArrayList<Callable<Boolean>>();
        for (var state :
                List.of(UpdateState.ASSIGNED, UpdateState.FETCHING, UpdateState.TRIAL, UpdateState.CONFIRMED)) {
            var cost = new Transfer(1000, 0, false);
            var said = house.event(device, house.next(device), goal.generation(), digest, state, null, cost);
            words.add(() -> heard(said));
            words.add(() -> heard(said)); // at least once
        }
        Collections.shuffle(words, new Random(467));

        AtOnce.all(words);

        assertThat(house.view(id).counts().confirmed()).isEqualTo(1);
        assertThat(house.view(id).bytes().deltaBytes()).isEqualTo(1000);
        CountedByHand.equalsTheTally(house, id);
    }

    private boolean heard(RolloutHouse.Said said) {
        house.say(said);
        return true;
    }

    /** A share of failures over all devices, the silent ones included, lets a bad version pass while most of the fleet sleeps. */
    @Test
    void devicesThatSleepDoNotDiluteTheShareOfFailures() {
        var id = house.started(house.everybody(
                "2",
                new PlanOptions(
                        List.of(new GateRule.FailureShare(0.2, 4, OnFailure.ROLL_BACK)),
                        Reach.EVERYBODY,
                        Pace.AT_ONCE,
                        Clearance.DEFAULT)));
        house.tick();
        house.fleet.all().stream().skip(4).forEach(device -> house.fleet.online(device.id(), false));
        var awake =
                house.fleet.all().stream().limit(4).map(device -> device.id()).toList();
        awake.stream().skip(1).forEach(house::obey);

        house.refuse(awake.getFirst(), FailureCode.LOAD_FAILED); // 1 of 4, though 1 of 20 is below the limit
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLING_BACK);
    }

    /** #1770: a rollout whose creation died stood in "creating" for ever, and nobody could remove it. */
    @Test
    void aCreationThatDiesLeavesNothing() {
        sql.execute("""
                create function dies() returns trigger language plpgsql as
                $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$""");
        sql.execute("create trigger dies after insert on rollout_queue execute function dies()");
        var before = house.rollouts.page(null, 10).size();
        try {
            assertThatThrownBy(() -> everybodyAtOnce()).isNotInstanceOf(Refusal.class);
        } finally {
            sql.execute("drop trigger dies on rollout_queue");
            sql.execute("drop function dies");
        }

        assertThat(house.rollouts.page(null, 10)).hasSize(before);
        assertThat(sql.queryForObject("select count(*) from rollout_queue", Long.class))
                .isZero();
        assertThat(house.view(everybodyAtOnce()).counts().targeted()).isEqualTo(20);
    }

    /** #735: a group without devices stopped the rollout where it was. */
    @Test
    void aStageWithNobodyNewIsPassed() {
        var id = house.started(house.plan(
                "2",
                GATE,
                false,
                StagePlan.percent("1%", 1, Duration.ZERO), // 1 of 20
                StagePlan.percent("4%", 4, Duration.ZERO), // the same one
                StagePlan.percent("all", 100, Duration.ZERO)));
        house.tick();
        house.aimedAt("2").forEach(house::obey);
        house.tick();
        house.tick();
        house.tick();

        assertThat(house.view(id).stages().get(1).devices()).isZero();
        assertThat(house.view(id).stage()).isEqualTo(2);
        assertThat(house.aimedAt("2")).hasSize(20);
    }

    /** The same, when everybody of the open stage is taken out of the fleet: it cannot tell, so it halts and says so. */
    @Test
    void aStageWhoseDevicesAreGoneHaltsAtItsDeadline() {
        var id = house.started(house.plan(
                "2",
                GATE,
                false,
                StagePlan.percent("5%", 5, Duration.ZERO),
                StagePlan.percent("all", 100, Duration.ZERO)));
        house.tick();
        house.aimedAt("2").forEach(house.fleet::decommission);

        house.tick(GATE.deadline());

        assertThat(house.view(id).state()).isEqualTo(RolloutState.PAUSED);
        assertThat(house.view(id).why()).contains("0/0 online devices confirmed");
    }

    @Test
    void whoAppearsLaterTakesItsOwnPlaceInTheDraw() {
        var id = house.started(house.plan("2", GATE, false, StagePlan.percent("half", 50, Duration.ofMinutes(5))));
        house.tick();
        var cutoff =
                house.bean(RolloutRows.class).findById(id.value()).orElseThrow().stageProgress().cutoff;
        var within = latecomer(id, cutoff, true);
        var beyond = latecomer(id, cutoff, false);

        house.fleet.enrol(within.value(), "standard", false);
        house.fleet.enrol(beyond.value(), "standard", false);
        house.tick();

        assertThat(house.aimedAt("2")).hasSize(11).contains(within).doesNotContain(beyond);
        assertThat(house.view(id).counts().targeted()).isEqualTo(22);
        assertThat(house.view(id).counts().queued()).isEqualTo(11);
    }

    private DeviceId latecomer(RolloutId id, long cutoff, boolean within) {
        var salt =
                house.bean(RolloutRows.class).findById(id.value()).orElseThrow().salt();
        return IntStream.range(0, 1000)
                .mapToObj(number -> new DeviceId("late-" + number))
                .filter(device -> Cohorts.position(salt, device) <= cutoff == within)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoIsDecommissionedWhileItWaitsGetsNothingAndCountsNoMore() {
        var id = house.started(house.plan(
                "2",
                GATE,
                false,
                StagePlan.percent("5%", 5, Duration.ZERO),
                StagePlan.percent("all", 100, Duration.ZERO)));
        house.tick();
        var waiting = house.fleet.all().stream()
                .map(device -> device.id())
                .filter(device -> !house.aimedAt("2").contains(device))
                .findFirst()
                .orElseThrow();

        house.fleet.decommission(waiting);
        house.aimedAt("2").forEach(house::obey);
        house.tick();
        house.tick();

        assertThat(house.view(id).counts().targeted()).isEqualTo(19);
        assertThat(house.view(id).counts().treated()).isEqualTo(19);
        assertThat(house.post.sent).noneMatch(letter -> letter.device().equals(waiting));
        CountedByHand.equalsTheTally(house, id);
    }
}
