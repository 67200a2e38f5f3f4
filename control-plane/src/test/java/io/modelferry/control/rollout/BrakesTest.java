package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.delivery.PostOffice.Letter;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told to stand still does not wait for the engine. */
final class BrakesTest {

    private final RolloutHouse house = RolloutHouse.empty();
    private final Brakes brakes = house.bean(Brakes.class);

    @BeforeEach
    void twentyDevicesOnTheirWay() {
        brakes.serve(); // what earlier tests ordered
        house.enrol(20);
        house.firstVersion();
        house.catalogue.publish("2");
    }

    @Test
    void writesThePausedGoalsWithoutALookOfTheEngine() {
        var id = house.started(house.everybody("2"));
        house.tick();

        house.rollouts.pause(id, BECAUSE);
        brakes.serve();

        assertThat(house.aimedAt("2"))
                .hasSize(20)
                .allMatch(device -> house.aim(device).isPaused());

        house.rollouts.resume(id, BECAUSE);
        brakes.serve();

        assertThat(house.aimedAt("2"))
                .hasSize(20)
                .noneMatch(device -> house.aim(device).isPaused());
    }

    @Test
    void writesEachGoalOnceAnOrder() {
        var id = house.started(house.everybody("2"));
        house.tick();
        house.fleet.online(house.aimedAt("2").getFirst(), false);
        house.post.sent.clear();

        house.rollouts.pause(id, BECAUSE);
        brakes.serve();
        brakes.serve();
        house.tick();

        assertThat(house.post.sent).extracting(Letter::device).hasSize(20).doesNotHaveDuplicates();
    }

    /** Their goals are listed already, and whoever writes them before the pause is committed knows nothing of it. */
    @Test
    void holdsEverybodyWhenAPauseFollowsAResumeAtOnce() {
        var id = house.started(house.everybody("2"));
        house.tick();
        house.rollouts.pause(id, BECAUSE);
        brakes.serve();
        house.rollouts.resume(id, BECAUSE);

        house.inTransaction(() -> {
            house.rollouts.pause(id, BECAUSE);
            CompletableFuture.runAsync(house.bean(Newcomers.class)::reissueSome).join();
        });
        brakes.serve();

        assertThat(house.aimedAt("2"))
                .hasSize(20)
                .allMatch(device -> house.aim(device).isPaused());
    }

    @Test
    void leavesWhatNobodyOrderedHereToTheEngine() {
        var id = house.started(house.everybody("2"));
        house.tick();
        house.rollouts.pause(id, BECAUSE);
        assertThat(house.bean(Reissues.class).takeOrdered())
                .as("as in another process")
                .isTrue();

        brakes.serve();

        assertThat(house.aimedAt("2")).noneMatch(device -> house.aim(device).isPaused());

        house.tick();

        assertThat(house.aimedAt("2"))
                .hasSize(20)
                .allMatch(device -> house.aim(device).isPaused());
    }
}
