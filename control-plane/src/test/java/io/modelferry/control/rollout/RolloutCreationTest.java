package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static io.modelferry.control.rollout.RolloutHouse.GATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.plan.Gate;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.Probation;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused before anything is written. */
final class RolloutCreationTest {

    private static final StagePlan HALF = StagePlan.percent("half", 50, Duration.ZERO);
    private static final StagePlan ALL = StagePlan.percent("all", 100, Duration.ZERO);
    private static final Probation ODD = new Probation(Duration.ofMinutes(2), 1, Duration.ofMinutes(1), 0.1);

    private final RolloutHouse house = RolloutHouse.empty();

    @BeforeEach
    void aFleetOnVersionOne() {
        house.enrol(10);
        house.firstVersion();
        house.catalogue.publish("2");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row("an unknown model", "unknown-version", plan("ghost", "2", GATE, Probation.DEFAULT, ALL)),
                row("an unknown version", "unknown-version", plan("9", GATE, ALL)),
                row("no stage", "no-stages", plan("2", GATE)),
                row("a smaller stage after a larger", "stages-not-increasing", plan("2", GATE, ALL, HALF)),
                row("the same share twice", "stages-not-increasing", plan("2", GATE, HALF, named("again", 50.0))),
                row(
                        "a lab stage after a share",
                        "stages-not-increasing",
                        plan("2", GATE, HALF, StagePlan.lab(Duration.ZERO))),
                row("two stages of one name", "bad-stage-name", plan("2", GATE, named("x", 10.0), named("x", 20.0))),
                row("a share of nothing", "bad-percent", plan("2", GATE, named("none", 0.0))),
                row("a share that is no number", "bad-percent", plan("2", GATE, named("none", Double.NaN))),
                row("more than everybody", "bad-percent", plan("2", GATE, named("more", 101.0))),
                row("neither lab nor share", "bad-stage", plan("2", GATE, named("what", null))),
                row(
                        "a soak below zero",
                        "bad-soak",
                        plan("2", GATE, StagePlan.percent("all", 100, Duration.ofSeconds(-1)))),
                row("a lab without lab devices", "no-lab-devices", plan("2", GATE, StagePlan.lab(Duration.ZERO), ALL)),
                row("no gate though there is a control", "gate-required", plan("2", null, ALL)),
                row("a gate without accuracy", "gate-required", plan("2", Gate.DEVICES_ONLY, ALL)),
                row("a drop of everything", "bad-gate", plan("2", gate(1.0, 50, Duration.ofHours(1)), ALL)),
                row("a gate on no sample", "bad-gate", plan("2", gate(0.1, 0, Duration.ofHours(1)), ALL)),
                row("a deadline of nothing", "bad-gate", plan("2", gate(0.1, 50, Duration.ZERO), ALL)),
                row(
                        "a deadline before the soak is over",
                        "deadline-before-soak",
                        plan("2", GATE, StagePlan.percent("all", 100, Duration.ofMinutes(15)))),
                row(
                        "a deadline within the probation",
                        "deadline-before-probation",
                        plan("2", gate(0.1, 50, Duration.ofMinutes(10)), HALF)),
                row("a gate that nobody is left to answer", "gate-never-evaluated", plan("2", GATE, ALL)),
                row("patience shorter than the trial", "bad-probation", plan("meter-reader", "2", GATE, ODD, ALL)),
                row("the version that runs already", "already-current", plan("1", GATE, ALL)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("refused")
    void refuses(String row, String code, NewRollout plan) {
        var before = house.rollouts.page(null, 100).size();

        assertThatThrownBy(() -> house.rollouts.create(plan)).as(row).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.detail()).isNotBlank();
        });
        assertThat(house.rollouts.page(null, 100)).as("nothing was written").hasSize(before);
    }

    @Test
    void refusesWhileVariantsAreInTheMaking() {
        house.catalogue.variantsSettled = false;

        assertRefused("no-variant-settled", plan("2", GATE, HALF, ALL));
    }

    /** hawkBit #735: a rollout over nobody finished at once. */
    @Test
    void refusesARolloutOverNobody() {
        house.fleet.clear();
        assertRefused("no-devices", plan("2", GATE, HALF, ALL));

        house.fleet.enrol("odd-one", "unheard-of", false);
        assertRefused("no-devices", plan("2", GATE, HALF, ALL));
    }

    @Test
    void refusesASecondRolloutOfTheModel() {
        var first = house.rollouts.create(plan("2", GATE, HALF, ALL)).id();
        house.catalogue.publish("3");
        assertRefused("rollout-active", plan("3", GATE, HALF, ALL));

        house.rollouts.stop(first, BECAUSE);

        assertThat(house.rollouts.create(plan("3", GATE, HALF, ALL)).state()).isEqualTo(RolloutState.READY);
    }

    @Test
    void refusesToTakeBackAnOlderRollout() {
        var first = house.rollouts.page(null, 10).getFirst().id();
        house.rollouts.create(plan("2", GATE, HALF, ALL));

        assertThatThrownBy(() -> house.rollouts.rollback(first, BECAUSE))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("not-the-newest"));
    }

    @Test
    void refusesToTakeBackTheFirstVersion() {
        var first = house.rollouts.page(null, 10).getFirst().id();

        assertThatThrownBy(() -> house.rollouts.rollback(first, BECAUSE))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("nothing-to-go-back-to"));
        assertThat(house.view(first).state()).isEqualTo(RolloutState.FINISHED);
    }

    private void assertRefused(String code, NewRollout plan) {
        assertThatThrownBy(() -> house.rollouts.create(plan))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static NewRollout plan(String version, @Nullable Gate gate, StagePlan... stages) {
        return plan("meter-reader", version, gate, Probation.DEFAULT, stages);
    }

    private static NewRollout plan(
            String model, String version, @Nullable Gate gate, Probation probation, StagePlan... stages) {
        return new NewRollout(new ModelName(model), new VersionName(version), List.of(stages), gate, probation, false);
    }

    private static StagePlan named(String name, @Nullable Double percent) {
        return new StagePlan(name, percent, false, Duration.ZERO);
    }

    private static Gate gate(double drop, long samples, Duration deadline) {
        return new Gate(drop, samples, deadline, 0.05, 20, 0.95);
    }

    private static Arguments row(String name, String code, NewRollout plan) {
        return Arguments.of(name, code, plan);
    }
}
