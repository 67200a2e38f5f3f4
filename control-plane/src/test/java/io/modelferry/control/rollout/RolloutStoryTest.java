package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static io.modelferry.control.rollout.RolloutHouse.GATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.OnFailure;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole rollouts, tick by tick. */
final class RolloutStoryTest {

    private final RolloutHouse house = RolloutHouse.empty();

    @BeforeEach
    void versionOneEverywhere() {
        house.enrol(20);
        house.firstVersion();
        house.catalogue.publish("2", "3");
    }

    private NewRollout staged(String version) {
        return house.plan(
                version,
                GATE,
                false,
                StagePlan.percent("10%", 10, Duration.ofSeconds(5)),
                StagePlan.percent("50%", 50, Duration.ofSeconds(5)),
                StagePlan.percent("all", 100, Duration.ZERO));
    }

    /** The past is asked about by this, long after the rollout. */
    private void requireGiver(RolloutId id) {
        var givers = house.bean(Givers.class);
        var device = house.aimedAt("2").getFirst();
        var file = house.rollouts.devices(id, "", 20).getFirst().digest();
        var now = house.clock.instant();

        assertThat(givers.gave(device, file, now)).hasValue(id);
        assertThat(givers.gave(device, file, now.minusSeconds(3600))).isEmpty();
    }

    @Test
    void goesThroughItsStagesAndMovesTheLine() {
        var id = house.started(staged("2"));
        house.tick();

        assertThat(house.aimedAt("2")).hasSize(2);
        requireGiver(id);
        assertThat(house.view(id).why()).isEqualTo("waiting for devices: 0/2 online devices confirmed");
        assertThat(house.view(id).counts().waiting()).isEqualTo(2);

        house.aimedAt("2").forEach(house::obey);
        house.tick();

        assertThat(house.view(id).why()).startsWith("soak 5 s left, 2/2 online devices confirmed");

        house.tick(Duration.ofSeconds(5));
        house.tick();

        assertThat(house.view(id).stage()).isEqualTo(1);
        assertThat(house.aimedAt("2")).hasSize(10);

        house.aimedAt("2").forEach(house::obey);
        house.tick();
        house.tick(Duration.ofSeconds(5));
        house.tick();
        assertThat(house.aimedAt("2")).hasSize(20);

        house.aimedAt("2").forEach(house::obey);
        house.tick();

        var view = house.view(id);
        assertThat(view.state()).isEqualTo(RolloutState.FINISHED);
        assertThat(view.counts().confirmed()).isEqualTo(20);
        assertThat(view.why()).startsWith("finished: 20/20");
        assertThat(house.rollouts.current(FakeCatalogue.MODEL))
                .hasValueSatisfying(v -> assertThat(v.value()).isEqualTo("2"));
        assertThat(view.bytes().deltaBytes()).isEqualTo(20 * 1000);
        assertThat(view.bytes().fullBytes()).isZero();
        assertThat(view.bytes().fullDownloadBytes()).isEqualTo(20 * FakeCatalogue.LENGTH);
    }

    @Test
    void comparesTheTreatedWithThoseStillOnThePinnedVersion() {
        house.started(staged("2"));
        house.tick();

        var question = house.settings.questions.getLast();
        assertThat(question.treatment().devices()).hasSize(2);
        assertThat(question.control().devices())
                .hasSize(18)
                .doesNotContainAnyElementsOf(question.treatment().devices());
        assertThat(question.control().digests()).containsExactly(FakeCatalogue.digest("1"));
        assertThat(question.treatment().digests()).containsExactly(FakeCatalogue.digest("2"));
        assertThat(question.rule()).isEqualTo(new GateRule.AccuracyDrop(0.02, 50, false, OnFailure.ROLL_BACK));
    }

    @Test
    void asksNobodyInTheLastStageBecauseNobodyIsLeftInControl() {
        house.started(house.plan(
                "2",
                GATE,
                false,
                StagePlan.percent("half", 50, Duration.ZERO),
                StagePlan.percent("all", 100, Duration.ZERO)));
        house.tick();
        var half = house.aimedAt("2");
        half.forEach(house::obey);
        house.tick();
        house.tick();
        house.settings.judgement = RolloutHouse.UNCLEAR;
        house.settings.questions.clear();
        house.aimedAt("2").stream().filter(device -> !half.contains(device)).forEach(house::obey);
        house.tick();

        assertThat(house.settings.questions).isEmpty();
        assertThat(house.rollouts.current(FakeCatalogue.MODEL))
                .hasValueSatisfying(v -> assertThat(v.value()).isEqualTo("2"));
    }

    @Test
    void goesBackByItselfWhenItIsWorse() {
        var id = house.started(staged("3"));
        house.tick();
        var treated = house.aimedAt("3");
        treated.forEach(house::obey);

        house.settings.judgement = RolloutHouse.WORSE;
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLING_BACK);
        assertThat(house.view(id).why()).contains("worse");
        assertThat(house.aimedAt("1")).hasSize(20);
        for (var device : treated) {
            assertThat(house.aim(device).digest()).isEqualTo(FakeCatalogue.digest("1"));
            assertThat(house.goal(device).generation()).isEqualTo(3);
            assertThat(house.aim(device).deltas())
                    .as("the old file is kept: no bytes")
                    .isEmpty();
        }

        treated.forEach(device -> house.fleet.runs(device, FakeCatalogue.MODEL, FakeCatalogue.digest("1"), 3));
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(house.view(id).counts().back()).isEqualTo(2);
        assertThat(house.rollouts.timeline(id, 100))
                .extracting(TimelineEntry::kind)
                .contains("CREATED", "START", "STAGE_OPENED", "STAGE_SETTLED", "GO_BACK", "ARRIVE_BACK");
    }

    @Test
    void doesNotWaitForOfflineDevicesToComeBackAndCountsThem() {
        var id = house.started(staged("3"));
        house.tick();
        var treated = house.aimedAt("3");
        treated.forEach(house::obey);
        house.fleet.online(treated.getFirst(), false);
        house.settings.judgement = RolloutHouse.WORSE;
        house.tick();
        house.fleet.runs(treated.getLast(), FakeCatalogue.MODEL, FakeCatalogue.digest("1"), 3);
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(house.view(id).why()).contains("1 offline follow on return");
        assertThat(house.view(id).counts().goingBack()).isEqualTo(1);

        assertThat(house.aim(treated.getFirst()).digest()).isEqualTo(FakeCatalogue.digest("1"));
        house.fleet.online(treated.getFirst(), true);
        house.fleet.runs(treated.getFirst(), FakeCatalogue.MODEL, FakeCatalogue.digest("1"), 3);

        assertThat(house.view(id).counts().back()).isEqualTo(2);
        assertThat(house.view(id).counts().goingBack()).isZero();
    }

    @Test
    void goesBackWhenTooManyDevicesRefuse() {
        var id = house.started(staged("3"));
        house.tick();
        house.aimedAt("3").forEach(device -> house.refuse(device, FailureCode.ACCEPTANCE_FAILED));
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLING_BACK);
        assertThat(house.view(id).why()).contains("2 of 2 devices with a verdict failed");
    }

    @Test
    void takesAFailureThatPassesForNoVerdict() {
        var id = house.started(staged("2"));
        house.tick();
        house.aimedAt("2").forEach(device -> house.refuse(device, FailureCode.NETWORK));
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.RUNNING);
        assertThat(house.view(id).counts().retrying()).isEqualTo(2);
    }

    @Test
    void haltsAtTheDeadlineWhenItCannotTellAndGoesOnWhenTold() {
        var id = house.started(staged("2"));
        house.settings.judgement = RolloutHouse.UNCLEAR;
        house.tick();
        house.aimedAt("2").forEach(house::obey);
        house.tick();
        assertThat(house.view(id).why()).isEqualTo("cannot tell: 14 of 50 labelled samples in control");

        house.tick(GATE.deadline());

        assertThat(house.view(id).state()).isEqualTo(RolloutState.PAUSED);
        assertThat(house.view(id).why())
                .isEqualTo("halted: no answer within 15 min: cannot tell: 14 of 50 labelled samples in control");

        house.settings.judgement = RolloutHouse.PASSED;
        house.rollouts.resume(id, BECAUSE);
        house.tick(Duration.ofSeconds(5));

        assertThat(house.view(id).stage()).isEqualTo(1);
    }

    @Test
    void holdsAnAbCohortAndStillGoesBackWhenItTurnsOutWorse() {
        var id = house.started(house.plan("3", GATE, true, StagePlan.percent("half", 50, Duration.ZERO)));
        house.tick();
        house.aimedAt("3").forEach(house::obey);
        house.tick();
        house.tick(Duration.ofHours(5));

        assertThat(house.view(id).state()).isEqualTo(RolloutState.RUNNING);
        assertThat(house.view(id).why()).startsWith("held for comparison");

        house.settings.judgement = RolloutHouse.WORSE;
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLING_BACK);
    }

    @Test
    void waitsForDeltasBeforeItSpendsBytes() {
        house.deltas.settled = false;
        var id = house.started(staged("2"));
        house.tick();

        assertThat(house.view(id).why()).startsWith("waiting for deltas to 222222222222");
        assertThat(house.aimedAt("2")).isEmpty();

        house.deltas.settled = true;
        house.tick();

        assertThat(house.aimedAt("2")).hasSize(2);
    }

    @Test
    void givesNobodyANewVersionWhilePaused() {
        var id = house.started(staged("2"));
        house.rollouts.pause(id, BECAUSE);
        house.tick();

        assertThat(house.aimedAt("2")).isEmpty();
        assertThat(house.view(id).why()).isEqualTo("paused by system: because of the test");
    }

    @Test
    void takesLatecomersIntoTheOpenStageByTheirPlace() {
        var id = house.started(house.plan("2", GATE, true, StagePlan.percent("half", 50, Duration.ZERO)));
        house.tick();
        var earlier = house.aimedAt("2");
        for (var number = 0; number < 200; number++) {
            house.fleet.enrol("late-%03d".formatted(number), "standard", false);
        }
        house.tick();

        var latecomers = house.aimedAt("2").size() - earlier.size();
        assertThat(latecomers).as("about half of two hundred").isBetween(20, 180);
        assertThat(house.aimedAt("2")).containsAll(earlier);
        assertThat(house.view(id).counts().treated()).isEqualTo(10 + latecomers);
    }

    @Test
    void stopsWhereItIsAndCanStillBeTakenBack() {
        var id = house.started(staged("2"));
        house.tick();
        house.aimedAt("2").forEach(house::obey);
        house.rollouts.stop(id, BECAUSE);
        house.tick();
        assertThat(house.aimedAt("2")).hasSize(2);
        assertThat(house.view(id).state()).isEqualTo(RolloutState.STOPPED);

        house.rollouts.rollback(id, BECAUSE);

        assertThat(house.aimedAt("2")).isEmpty();
        assertThat(house.settings.audit).contains("rollout.stopped " + id, "rollout.rolled-back " + id);
    }

    @Test
    void countsWhatGoingBackCost() {
        var id = house.started(staged("3"));
        house.tick();
        var device = house.aimedAt("3").getFirst();
        house.obey(device);
        house.rollouts.rollback(id, BECAUSE);
        house.say(house.event(
                device,
                house.next(device),
                house.goal(device).generation(),
                FakeCatalogue.digest("1"),
                UpdateState.CONFIRMED,
                null,
                new Transfer(0, 77, false)));

        assertThat(house.view(id).bytes().backBytes()).isEqualTo(77);
        assertThat(house.view(id).bytes().fullBytes()).isZero();
    }

    @Test
    void holdsDevicesOnTheirWayWhilePausedAndLetsThoseGoOnThatAnswerAlready() {
        var id = house.started(house.plan("2", GATE, false, StagePlan.percent("half", 50, Duration.ZERO)));
        house.tick();
        var treated = house.aimedAt("2");
        house.obey(treated.getFirst());

        house.rollouts.pause(id, RolloutHouse.BECAUSE);
        house.tick();

        assertThat(house.aim(treated.getFirst()).isPaused()).isFalse();
        assertThat(treated.subList(1, 10)).allMatch(device -> house.aim(device).isPaused());

        house.rollouts.resume(id, RolloutHouse.BECAUSE);
        house.tick();

        assertThat(treated).noneMatch(device -> house.aim(device).isPaused());
    }

    @Test
    void takesDevicesBackOutOfAPauseWithGoalsThatHoldNobody() {
        var id = house.started(house.plan("2", GATE, false, StagePlan.percent("half", 50, Duration.ZERO)));
        house.tick();
        var treated = house.aimedAt("2");

        house.rollouts.pause(id, RolloutHouse.BECAUSE);
        house.tick();
        house.rollouts.rollback(id, RolloutHouse.BECAUSE);
        house.tick();

        assertThat(treated).isNotEmpty().allSatisfy(device -> {
            assertThat(house.aim(device).version().value()).isEqualTo("1");
            assertThat(house.aim(device).isPaused()).isFalse();
        });
    }

    @Test
    void givesAThousandDevicesTheirGoalsInAFewPasses() {
        house.enrol(1000);
        house.post.posts = 0;
        var id = house.started(house.everybody("2"));
        house.tick();

        assertThat(house.view(id).counts().treated()).isEqualTo(1000);
        assertThat(house.post.mailboxes).hasSize(1000);
        assertThat(house.post.posts).isLessThanOrEqualTo(8);
    }

    /** Somebody pulls the plug between two statements of a tick: nothing of it is there, and the next tick does all of it. */
    @Test
    void takesAStepWholeOrNotAtAll() {
        var id = house.started(staged("2"));
        house.post.broken = true;
        house.tick();

        assertThat(house.view(id).counts().treated()).isZero();
        assertThat(house.rollouts.timeline(id, 10))
                .extracting(TimelineEntry::kind)
                .containsExactly("CREATED", "START");

        house.post.broken = false;
        house.tick();

        assertThat(house.view(id).counts().treated()).isEqualTo(2);
        assertThat(house.goal(house.aimedAt("2").getFirst()).generation()).isEqualTo(2);
    }

    @Test
    void neverLeavesTheWhyEmpty() {
        var created = house.rollouts.create(staged("2"));
        assertThat(created.why()).isEqualTo("ready: nobody has started it");
        assertThat(house.rollouts.start(created.id(), BECAUSE).why()).isNotBlank();
        house.tick();
        assertThat(house.rollouts.pause(created.id(), BECAUSE).why()).isNotBlank();
        assertThat(house.rollouts.resume(created.id(), BECAUSE).why()).isNotBlank();
        assertThat(house.rollouts.triggerNext(created.id(), BECAUSE).why()).isNotBlank();
        assertThat(house.rollouts.rollback(created.id(), BECAUSE).why()).contains("just been sent back");
        house.tick();
        assertThat(house.view(created.id()).why()).startsWith("rolled back: because of the test");
    }
}
