package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static io.modelferry.control.rollout.RolloutHouse.GATE;

import io.modelferry.control.rollout.Rollouts.Order;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.FailureCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The counters are the count of the rows, whatever happened and in whatever order. */
final class TallyTest {

    private static final Set<RolloutState> GOING_BACK_BY_ITSELF =
            EnumSet.of(RolloutState.ROLLING_BACK, RolloutState.ROLLED_BACK);

    private static final int STEPS = 150;
    private static final int LOOK_EVERY = 10;

    private final RolloutHouse house = RolloutHouse.empty();

    @BeforeEach
    void aFleetOnVersionOne() {
        house.enrol(40);
        house.firstVersion();
        house.catalogue.publish("2");
    }

    private RolloutId inThreeStages() {
        return house.started(house.plan(
                "2",
                GATE,
                false,
                StagePlan.percent("10%", 10, Duration.ZERO),
                StagePlan.percent("50%", 50, Duration.ZERO),
                StagePlan.percent("all", 100, Duration.ZERO)));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void equalsTheRowsAfterAnything(long seed) {
        var random = new Random(seed);
        var id = inThreeStages();
        for (var step = 1; step <= STEPS; step++) {
            somethingHappens(id, random, step);
            if (step % LOOK_EVERY == 0) {
                CountedByHand.equalsTheTally(house, id);
            }
        }
        if (!GOING_BACK_BY_ITSELF.contains(house.view(id).state())) {
            house.rollouts.rollback(id, BECAUSE);
        }
        CountedByHand.equalsTheTally(house, id);
        house.aimedAt("1").forEach(house::obey);
        house.tick();
        CountedByHand.equalsTheTally(house, id);
    }

    private void somethingHappens(RolloutId id, Random random, int step) {
        var goals = new ArrayList<>(house.aimedAt("2"));
        switch (random.nextInt(9)) {
            case 0, 1 -> house.tick();
            case 2, 3 -> any(goals, random).forEach(house::obey);
            case 4 ->
                any(goals, random)
                        .forEach(device -> house.refuse(
                                device, random.nextBoolean() ? FailureCode.NETWORK : FailureCode.LOAD_FAILED));
            case 5 -> any(everybody(), random).forEach(device -> house.fleet.online(device, random.nextBoolean()));
            case 6 -> house.fleet.enrol("late-%03d".formatted(step), "standard", false);
            case 7 -> any(everybody(), random).forEach(house.fleet::decommission);
            default -> pauseOrResume(id);
        }
    }

    private void pauseOrResume(RolloutId id) {
        switch (house.view(id).state()) {
            case RUNNING -> house.rollouts.pause(id, new Order("a look", null));
            case PAUSED -> house.rollouts.resume(id, new Order("on", null));
            case READY, FINISHED, STOPPED, ROLLING_BACK, ROLLED_BACK -> {}
        }
    }

    private List<DeviceId> everybody() {
        return house.fleet.all().stream().map(device -> device.id()).toList();
    }

    private static List<DeviceId> any(List<DeviceId> devices, Random random) {
        return devices.isEmpty() ? List.of() : List.of(devices.get(random.nextInt(devices.size())));
    }

    @Test
    void isSummedUpWithoutADifference() {
        var id = inThreeStages();
        house.tick();
        house.aimedAt("2").forEach(house::obey);

        house.bean(Tally.class).sumUp(id);

        CountedByHand.equalsTheTally(house, id);
    }
}
