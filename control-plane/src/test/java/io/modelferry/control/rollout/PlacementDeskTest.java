package io.modelferry.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.Placements.Return;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model's line lent to an experiment. */
final class PlacementDeskTest {

    private static final VersionName ONE = new VersionName("1");
    private static final VersionName TWO = new VersionName("2");

    private final RolloutHouse house = RolloutHouse.empty();
    private final Placements placements = house.bean(Placements.class);

    @BeforeEach
    void versionOneEverywhere() {
        house.enrol(5);
        house.firstVersion();
        house.catalogue.publish("2");
    }

    private DeviceId device(int number) {
        return house.fleet.all().get(number).id();
    }

    @Test
    void aimsDevicesOnce() {
        placements.lend(FakeCatalogue.MODEL, "e1");

        placements.place(FakeCatalogue.MODEL, "e1", Map.of(device(0), ONE, device(1), TWO));
        var sent = house.post.sent.size();
        placements.place(FakeCatalogue.MODEL, "e1", Map.of(device(0), ONE, device(1), TWO));

        assertThat(house.aimedAt("2")).containsExactly(device(1));
        assertThat(house.post.sent).hasSize(sent);
    }

    @Test
    void takesEverybodyBackToTheLine() {
        placements.lend(FakeCatalogue.MODEL, "e1");
        placements.place(FakeCatalogue.MODEL, "e1", Map.of(device(1), TWO));
        house.obey(device(1));

        placements.giveBack(FakeCatalogue.MODEL, "e1", Return.TO_THE_LINE);

        assertThat(house.aimedAt("1")).hasSize(5);
        assertThat(house.aim(device(1)).digest()).isEqualTo(FakeCatalogue.digest("1"));
    }

    @Test
    void leavesThemWhereTheyAreForARolloutThatTakesThemAlong() {
        placements.lend(FakeCatalogue.MODEL, "e1");
        placements.place(FakeCatalogue.MODEL, "e1", Map.of(device(1), TWO));

        placements.giveBack(FakeCatalogue.MODEL, "e1", Return.STAY);

        assertThat(house.aimedAt("2")).containsExactly(device(1));
    }

    @Test
    void lendsToOneAtATime() {
        placements.lend(FakeCatalogue.MODEL, "e1");

        assertThatThrownBy(() -> placements.lend(FakeCatalogue.MODEL, "e2"))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("experiment-active"))
                .hasMessageContaining("e1");
    }

    @Test
    void keepsRolloutsOutWhileItIsLent() {
        placements.lend(FakeCatalogue.MODEL, "e1");
        var plan = house.everybody("2");

        assertThatThrownBy(() -> house.rollouts.create(plan))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("experiment-active"));

        placements.giveBack(FakeCatalogue.MODEL, "e1", Return.TO_THE_LINE);
        assertThat(house.rollouts.create(plan).state()).isEqualTo(RolloutState.READY);
    }

    @Test
    void waitsForARolloutThatHasTheLine() {
        house.rollouts.create(house.everybody("2"));

        assertThatThrownBy(() -> placements.lend(FakeCatalogue.MODEL, "e1"))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("rollout-active"));
    }

    @Test
    void knowsTheFileOfEachClassThatHasOne() {
        house.fleet.enrol("tiny", "constrained", false);

        assertThat(placements.files(FakeCatalogue.MODEL, List.of(ONE, TWO)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        ONE, Map.of("standard", FakeCatalogue.digest("1")),
                        TWO, Map.of("standard", FakeCatalogue.digest("2"))));
    }

    @Test
    void takesMoreThanOneHandfulBackBetweenTheTicks() {
        var everybody = house.enrol(2 * LineReturns.BATCH + 7);
        house.tick();
        placements.lend(FakeCatalogue.MODEL, "e1");
        placements.place(FakeCatalogue.MODEL, "e1", everybody.stream().collect(Collectors.toMap(id -> id, id -> TWO)));

        placements.giveBack(FakeCatalogue.MODEL, "e1", Return.TO_THE_LINE);

        assertThat(house.aimedAt("1")).hasSize(LineReturns.BATCH);
        assertThatThrownBy(() -> house.rollouts.create(house.everybody("2")))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("experiment-active"))
                .hasMessageContaining("on their way back");

        house.tick();
        assertThat(house.aimedAt("1")).hasSize(everybody.size());
        assertThat(house.rollouts.create(house.everybody("2")).state()).isEqualTo(RolloutState.READY);
    }
}
