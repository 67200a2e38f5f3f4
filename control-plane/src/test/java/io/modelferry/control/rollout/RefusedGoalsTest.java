package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A goal that its device does not believe is a deployment that failed, if it is ours; what somebody forged is nobody's failure. */
final class RefusedGoalsTest {

    private static final String WHY = "refused its goal: no key that targets 7 name has signed it";

    private final RolloutHouse house = RolloutHouse.empty();
    private RolloutId rollout;

    @BeforeEach
    void fiveDevicesOnTheirWay() {
        house.enrol(5);
        house.firstVersion();
        house.catalogue.publish("2");
        rollout = house.started(house.everybody("2"));
        house.tick();
    }

    private void tells(DeviceId device, long generation, UpdateState state, @Nullable FailureCode code, String detail) {
        house.tick(Duration.ofSeconds(1));
        house.say(new RolloutHouse.Said(
                device,
                new UpdateEvent(
                        RolloutHouse.BOOT,
                        house.next(device),
                        house.clock.instant(),
                        generation,
                        FakeCatalogue.MODEL,
                        house.aim(device).digest(),
                        state,
                        code,
                        detail,
                        Transfer.NONE)));
        house.tick();
    }

    private void refuses(DeviceId device, long generation, FailureCode code) {
        tells(device, generation, UpdateState.FAILED, code, WHY);
    }

    private long generation(DeviceId device) {
        return house.goal(device).generation();
    }

    private DeviceId first() {
        return house.aimedAt("2").getFirst();
    }

    private RolloutDevice seen(DeviceId device) {
        return house.rollouts.devices(rollout, "", 10).stream()
                .filter(one -> one.device().equals(device))
                .findFirst()
                .orElseThrow();
    }

    private String why() {
        return house.view(rollout).why();
    }

    @Test
    void aGoalThatItsDeviceDoesNotBelieveIsAFailureWithItsCode() {
        refuses(first(), generation(first()), FailureCode.BAD_SIGNATURE);

        assertThat(seen(first()).state()).isEqualTo("FAILED");
        assertThat(seen(first()).failure()).isEqualTo(FailureCode.BAD_SIGNATURE);
        assertThat(seen(first()).detail()).isEqualTo(WHY);
        assertThat(why()).endsWith("; " + first() + " " + WHY + " (BAD_SIGNATURE)");
    }

    @Test
    void whereEverybodyRefusesTheHaltSaysWhy() {
        var all = house.aimedAt("2");

        all.forEach(device -> tells(device, generation(device), UpdateState.FAILED, FailureCode.GOAL_EXPIRED, WHY));

        assertThat(house.view(rollout).timeline().toString())
                .contains("5 of 5 devices with a verdict failed, the limit is 5.0 %; cam-")
                .contains(" " + WHY + " (GOAL_EXPIRED) (and others refuse theirs)");
    }

    @Test
    void aForgedGoalOfAnotherGenerationFailsNoDeployment() {
        refuses(first(), generation(first()) + 5, FailureCode.BAD_SIGNATURE);

        assertThat(seen(first()).state()).isEqualTo("WAITING");
        assertThat(why()).doesNotContain("refused");
    }

    @Test
    void anotherDevicesGoalFailsNoDeploymentOfThisOne() {
        refuses(first(), generation(first()), FailureCode.WRONG_DEVICE);

        assertThat(seen(first()).state()).isEqualTo("WAITING");
        assertThat(why()).doesNotContain("refused");
    }

    @Test
    void aGoalWhoseKeyWasReplacedMeanwhileFailsNoDeploymentAndIsSignedAnew() {
        house.settings.signers.makeNext();
        var device = first();
        var old = generation(device);
        house.settings.signers.promoteNext();

        house.say(new RolloutHouse.Said(
                device,
                new UpdateEvent(
                        RolloutHouse.BOOT,
                        house.next(device),
                        house.clock.instant(),
                        old,
                        FakeCatalogue.MODEL,
                        FakeCatalogue.digest("2"),
                        UpdateState.FAILED,
                        FailureCode.BAD_SIGNATURE,
                        WHY,
                        Transfer.NONE)));
        assertThat(seen(device).state()).isEqualTo("WAITING");

        house.tick();
        house.obey(device);
        house.tick();
        assertThat(seen(device).state()).isEqualTo("CONFIRMED");
        assertThat(why()).doesNotContain("refused");
    }

    @Test
    void aGoalThatIsBelievedAfterAllIsTheNextAttempt() {
        refuses(first(), generation(first()), FailureCode.BAD_SIGNATURE);

        tells(first(), generation(first()), UpdateState.ASSIGNED, null, "m 2 fp32");

        assertThat(seen(first()).state()).isEqualTo("ASSIGNED");
        assertThat(why()).doesNotContain("refused");
    }

    @Test
    void aRefusedWayBackIsSaid() {
        house.aimedAt("2").forEach(house::obey);
        house.rollouts.rollback(rollout, BECAUSE);
        var device = house.aimedAt("1").getFirst();

        refuses(device, generation(device), FailureCode.BAD_SIGNATURE);

        assertThat(why()).contains("still waiting for").endsWith("; " + device + " " + WHY + " (BAD_SIGNATURE)");
    }
}
