package io.modelferry.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WalkTest {

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(steps(walk(1500, 7), 3000)).isEqualTo(steps(walk(1500, 7), 3000));
    }

    @Test
    void isAnotherForAnotherDevice() {
        assertThat(steps(walk(1500, 7), 100)).isNotEqualTo(steps(walk(1500, 8), 100));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 30, 1500})
    void seesEveryCaseOnceBeforeItSeesOneAgain(int cases) {
        for (var seed = 0; seed < 50; seed++) {
            assertThat(steps(walk(cases, seed), cases)).doesNotHaveDuplicates().hasSize(cases);
        }
    }

    private static Walk walk(int cases, long seed) {
        return new Walk(IntStream.range(0, cases).map(i -> i * 2).toArray(), new SplittableRandom(seed));
    }

    private static int[] steps(Walk walk, int count) {
        return IntStream.range(0, count).map(_ -> walk.next()).toArray();
    }
}
