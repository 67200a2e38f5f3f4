package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.Plans.staged;
import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static io.modelferry.control.rollout.RolloutHouse.GATE;
import static io.modelferry.control.rollout.RolloutHouse.UNCLEAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.OnFailure;
import io.modelferry.control.rollout.plan.StagePlan;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whole rollouts, tick by tick. */
final class RolloutStoryTest {

    private final RolloutHouse house = Plans.twentyOnVersionOne();

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
        var id = house.started(staged(house, "2"));
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
        house.started(staged(house, "2"));
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
        house.settings.judgement = UNCLEAR;
        house.settings.questions.clear();
        house.aimedAt("2").stream().filter(device -> !half.contains(device)).forEach(house::obey);
        house.tick();

        assertThat(house.settings.questions).isEmpty();
        assertThat(house.rollouts.current(FakeCatalogue.MODEL))
                .hasValueSatisfying(v -> assertThat(v.value()).isEqualTo("2"));
    }

    @Test
    void waitsForDeltasBeforeItSpendsBytes() {
        house.deltas.settled = false;
        var id = house.started(staged(house, "2"));
        house.tick();

        assertThat(house.view(id).why()).startsWith("waiting for deltas to 222222222222");
        assertThat(house.aimedAt("2")).isEmpty();

        house.deltas.settled = true;
        house.tick();

        assertThat(house.aimedAt("2")).hasSize(2);
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
        var id = house.started(staged(house, "2"));
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
        var created = house.rollouts.create(staged(house, "2"));
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
