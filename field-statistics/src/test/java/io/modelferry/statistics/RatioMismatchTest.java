package io.modelferry.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RatioMismatchTest {

    /** {@code Γ(c)/Γ(c+n) · Π Γ(cθ+x)/Γ(cθ) / θ^x} with c = 155, inverted, at most 1; numbers by SciPy's gammaln. */
    @ParameterizedTest
    @CsvSource({
        "460, 540,  0.1704051301990065, false",
        "690, 810,  0.04194557078661724, false",
        "920, 1080, 0.009751329295033946, true",
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

        assertThat(mismatch.pValue()).isEqualTo(2.2109971112950806e-11, within(1e-16));
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
