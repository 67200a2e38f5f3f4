package io.modelferry.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.control.trust.RetainedGoals;
import io.modelferry.protocol.DeviceId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The key of goals was replaced: whoever comes back later must still find a goal that it can believe. */
final class GoalKeyRotationTest {

    private static final int DEVICES = 600;

    private final RolloutHouse house = RolloutHouse.empty();
    private List<DeviceId> devices;

    @BeforeEach
    void goalsByTheOldKey() {
        devices = house.enrol(DEVICES);
        house.catalogue.publish("1");
        house.started(house.plan("1", null, false, StagePlan.percent("all", 100, Duration.ZERO)));
        house.tick();
        assertThat(house.post.mailboxes).hasSize(DEVICES);
        house.post.sent.clear();
    }

    @Test
    void everyGoalIsSignedAnewSomeAtEachTickAndOnlyOnce() {
        var device = devices.getFirst();
        var before = house.goal(device);
        rotate();

        house.engine.tick();
        assertThat(house.post.sent).hasSize(500);
        assertThat(progress().waiting()).isEqualTo(DEVICES - 500);
        house.engine.tick();
        house.engine.tick();

        assertThat(house.post.sent).hasSize(DEVICES);
        assertThat(progress()).isEqualTo(new RetainedGoals.Progress(DEVICES, 0));
        var after = house.goal(device); // the new key opens it
        assertThat(after.generation()).isEqualTo(before.generation() + 1);
        assertThat(after.models()).isEqualTo(before.models());
    }

    @Test
    void whileDevicesDoNotBelieveTheKeyNothingIsSignedWithIt() {
        house.settings.goalKeyBelieved = false;
        rotate();

        house.engine.tick();

        assertThat(house.post.sent).isEmpty();
        assertThat(progress().waiting()).isEqualTo(DEVICES);
    }

    private void rotate() {
        house.settings.signers.makeNext();
        house.settings.signers.promoteNext();
    }

    private RetainedGoals.Progress progress() {
        return house.bean(RetainedGoals.class)
                .signedBy(house.settings.signers.goalKey().id());
    }
}
