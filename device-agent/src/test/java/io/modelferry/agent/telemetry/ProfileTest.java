package io.modelferry.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProfileTest {

    @Test
    void isZeroForTheSameShares() {
        assertThat(new Profile(new long[] {10, 20, 30}).drift(new long[] {1000, 2000, 3000}))
                .isCloseTo(0, within(0.001));
    }

    /** By hand, with half an answer more in each class. */
    @Test
    void isTheStabilityIndexOfTheShares() {
        var profile = new Profile(new long[] {60, 40, 19});

        var e = new double[] {60.5 / 120.5, 40.5 / 120.5, 19.5 / 120.5};
        var a = new double[] {90.5 / 120.5, 10.5 / 120.5, 19.5 / 120.5};
        var byHand = (a[0] - e[0]) * Math.log(a[0] / e[0]) + (a[1] - e[1]) * Math.log(a[1] / e[1]);
        assertThat(profile.drift(new long[] {90, 10, 19})).isCloseTo(byHand, within(1e-12));
        assertThat(byHand).isCloseTo(0.4364, within(1e-4));
    }

    @Test
    void isFiniteForAClassThatWasNeverSeen() {
        assertThat(new Profile(new long[] {100, 0}).drift(new long[] {0, 100})).isBetween(5.0, 20.0);
    }

    @Test
    void isUnknownWithFewAnswersOrOtherClasses() {
        var profile = new Profile(new long[] {50, 50});

        assertThat(profile.drift(new long[] {99, 0})).isNull();
        assertThat(profile.drift(new long[] {50, 50, 50})).isNull();
        assertThat(profile.drift(new long[0])).isNull();
    }
}
