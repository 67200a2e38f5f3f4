package io.modelferry.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.modelferry.statistics.Drift.Cause;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

final class DriftTest {

    private static final long[] BEFORE = {5000, 3000, 2000};
    private static final long[] BEFORE_AGAIN = {4950, 3060, 1990};
    private static final long[] AFTER = {1500, 3000, 5500};
    private static final long[] AFTER_AGAIN = {1460, 3040, 5500};

    /** By NumPy and SciPy's entropy, half an answer added to each class. */
    @Test
    void measuresWhatTheFormulasSay() {
        long[] one = {50, 30, 20};
        long[] other = {30, 30, 40};

        assertThat(Drift.psi(one, other)).isEqualTo(0.23352191933715843, within(1e-14));
        assertThat(Drift.jensenShannon(one, other)).isEqualTo(0.04146838453764046, within(1e-14));
    }

    @Test
    void equalSharesLieNowhereApart() {
        assertThat(Drift.psi(BEFORE, BEFORE)).isZero();
        assertThat(Drift.jensenShannon(BEFORE, BEFORE)).isZero();
    }

    @Test
    void classesThatNeverMeetLieABitApart() {
        assertThat(Drift.jensenShannon(new long[] {1_000_000, 0}, new long[] {0, 1_000_000}))
                .isBetween(0.9999, 1.0);
    }

    @Test
    void tellsTheWorldFromTheModel() {
        assertThat(cause(BEFORE_AGAIN, BEFORE)).isEqualTo(Cause.NONE);
        assertThat(cause(AFTER, AFTER_AGAIN)).isEqualTo(Cause.DATA_DRIFTED);
        assertThat(cause(BEFORE_AGAIN, AFTER)).isEqualTo(Cause.MODEL_BROKE);
        assertThat(cause(AFTER, BEFORE_AGAIN)).isEqualTo(Cause.CONTROL_ALONE);
        assertThat(cause(AFTER, new long[] {100, 100, 9800})).isEqualTo(Cause.BOTH);
    }

    @Test
    void blamesNoModelBesideAControlThatWasHardlySeen() {
        assertThat(cause(new long[] {10, 20, 50}, AFTER)).isNotEqualTo(Cause.MODEL_BROKE);
    }

    private static Cause cause(long[] control, long[] treatment) {
        return Drift.cause(shift(control), shift(treatment), Drift.ANOTHER_POPULATION);
    }

    /** Ten units that see the same. */
    private static Shift shift(long[] seen) {
        var unit = Arrays.stream(seen).map(count -> count / 10).toArray();
        return Shift.of(BEFORE, Collections.nCopies(10, unit), Drift.ANOTHER_POPULATION, 0.001)
                .orElseThrow();
    }

    @Test
    void refusesOtherClasses() {
        assertThatIllegalArgumentException().isThrownBy(() -> Drift.psi(new long[] {1}, new long[] {1, 2}));
        assertThatIllegalArgumentException().isThrownBy(() -> Drift.psi(new long[] {-1, 2}, new long[] {1, 2}));
    }
}
