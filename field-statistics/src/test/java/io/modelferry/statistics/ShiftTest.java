package io.modelferry.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShiftTest {

    private static final double[] TRUTH = {0.4, 0.3, 0.2, 0.1};
    private static final long[] RUN = {400, 300, 200, 100};

    @Test
    void takesNoHandfulForAnotherPopulation() {
        var handful =
                List.of(new long[] {0, 3}, new long[] {1, 2}, new long[] {0, 2}, new long[] {1, 2}, new long[] {0, 1});

        var shift = Shift.of(new long[] {500, 500}, handful, 0.25, 0.001).orElseThrow();

        assertThat(shift.psi()).isGreaterThan(0.25);
        assertThat(shift.limit()).isGreaterThan(shift.psi());
        assertThat(shift.moved()).isFalse();
        assertThat(shift.still()).isFalse();
    }

    @Test
    void widensWithTheKinshipOfUnits() {
        var mixed = Collections.nCopies(20, new long[] {5, 5});
        var single = IntStream.range(0, 20)
                .mapToObj(i -> i % 2 == 0 ? new long[] {10, 0} : new long[] {0, 10})
                .toList();
        long[] run = {500, 500};

        var alike = Shift.of(run, mixed, 0, 0.001).orElseThrow();
        var apart = Shift.of(run, single, 0, 0.001).orElseThrow();

        assertThat(apart.psi()).isEqualTo(alike.psi(), within(1e-12));
        assertThat(apart.limit()).isGreaterThan(5 * alike.limit());
    }

    @Test
    void saysNothingOfFourUnitsOfOneClassOrWithoutARun() {
        var four = Collections.nCopies(4, new long[] {5, 5});
        var five = Collections.nCopies(5, new long[] {5, 5});

        assertThat(Shift.of(new long[] {5, 5}, four, 0.25, 0.001)).isEmpty();
        assertThat(Shift.of(new long[] {0, 0}, five, 0.25, 0.001)).isEmpty();
        assertThat(Shift.of(new long[] {5}, Collections.nCopies(5, new long[] {5}), 0.25, 0.001))
                .isEmpty();
        assertThat(Shift.of(new long[] {5, 5}, five, 0.25, 0.001)).isPresent();
    }

    @Test
    void saysNothingBelowFiveIndependentAnswersAClass() {
        var nine = Collections.nCopies(9, new long[] {1, 0});
        var ten = Collections.nCopies(10, new long[] {1, 0});

        assertThat(Shift.of(new long[] {5, 5}, nine, 0.25, 0.001)).isEmpty();
        assertThat(Shift.of(new long[] {5, 5}, ten, 0.25, 0.001)).isPresent();
    }

    @Test
    void refusesOtherClasses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shift.of(RUN, Collections.nCopies(5, new long[] {1, 2}), 0.25, 0.001));
    }

    /** Chance alone, by a reading of nothing: ten looks of a thousand populations that did not move, 5 % by the union bound. */
    @ParameterizedTest(name = "{0} units, {1} answers of a scene of its own")
    @CsvSource({"5, 1", "5, 20", "10, 1", "10, 20", "40, 1", "40, 5", "40, 20"})
    void callsAPopulationThatDidNotMoveMovedInAtMostFiveOfAHundred(int units, int scene) {
        var random = new SplittableRandom(60 + scene);
        var moved = 0;
        for (var experiment = 0; experiment < 1000; experiment++) {
            moved += everMoved(random, units, scene) ? 1 : 0;
        }

        System.out.printf(
                "%d units, scenes of %d answers, seed %d: moved in %d of 1000%n", units, scene, 60 + scene, moved);
        assertThat(moved).isLessThanOrEqualTo(50);
    }

    /** Each unit answers {@code scene} times of a class before it sees another. */
    private static boolean everMoved(SplittableRandom random, int devices, int scene) {
        var run = new long[TRUTH.length];
        for (var i = 0; i < 1000; i++) {
            run[draw(random)]++;
        }
        var units = IntStream.range(0, devices)
                .mapToObj(i -> new long[TRUTH.length])
                .toList();
        for (var look = 1; look <= 10; look++) {
            units.forEach(unit -> unit[draw(random)] += scene);
            if (Shift.of(run, units, 0, 0.005).filter(Shift::moved).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static int draw(SplittableRandom random) {
        var place = random.nextDouble();
        var which = 0;
        for (var upTo = TRUTH[0]; place >= upTo && which < TRUTH.length - 1; upTo += TRUTH[which]) {
            which++;
        }
        return which;
    }
}
