package io.modelferry.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RatioMismatchTest {

    /** A tenth of {@code Γ(c)/Γ(c+n) · Π Γ(cθ+x)/Γ(cθ) / θ^x} with c = 155 and nine tenths of the usual faults, inverted; numbers by SciPy. */
    @ParameterizedTest
    @CsvSource({
        "460, 540,  0.08573131967548196, false",
        "690, 810,  0.017438272180142177, false",
        "874, 1026, 0.004864231927387265, true",
        "100, 100,  1, false"
    })
    void isTheInverseOfTheMixture(long one, long other, double pValue, boolean found) {
        var mismatch = RatioMismatch.of(new long[] {one, other}, new double[] {1, 1});

        assertThat(mismatch.pValue()).isEqualTo(pValue, within(1e-9));
        assertThat(mismatch.found()).isEqualTo(found);
    }

    @Test
    void weighsThreeArms() {
        var mismatch = RatioMismatch.of(new long[] {500, 300, 200}, new double[] {6, 2, 2});

        assertThat(mismatch.pValue()).isEqualTo(2.2103459246506648e-10, within(1e-16));
    }

    @Test
    void refusesArmsWithoutWeightAndCountsBelowZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> RatioMismatch.of(new long[] {1, 1}, new double[] {1, 0}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RatioMismatch.of(new long[] {1, 1}, new double[] {1, Double.NaN}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RatioMismatch.of(new long[] {1, -1}, new double[] {1, 1}));
        assertThatIllegalArgumentException().isThrownBy(() -> RatioMismatch.of(new long[] {1}, new double[] {1}));
    }

    /** With a look after each of 1,000 units; 1 % of 1,000 experiments has a standard error of 0.3 %. */
    @Test
    void raisesAFalseAlarmInAtMostOneOfAHundredExperiments() {
        var random = new SplittableRandom(23);
        var alarms = 0;
        for (var experiment = 0; experiment < 1000; experiment++) {
            alarms += everFound(random) ? 1 : 0;
        }

        System.out.printf("sample ratio, seed 23: %d false alarms of 1000%n", alarms);
        assertThat(alarms).isLessThanOrEqualTo(10);
    }

    private static boolean everFound(SplittableRandom random) {
        var seen = new long[2];
        for (var unit = 0; unit < 1000; unit++) {
            seen[random.nextDouble() < 0.3 ? 0 : 1]++;
            if (RatioMismatch.of(seen, new double[] {3, 7}).found()) {
                return true;
            }
        }
        return false;
    }
}
