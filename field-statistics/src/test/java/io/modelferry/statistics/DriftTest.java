package io.modelferry.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.modelferry.statistics.Drift.Cause;
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
        assertThat(Drift.cause(BEFORE, BEFORE_AGAIN, BEFORE)).isEqualTo(Cause.NONE);
        assertThat(Drift.cause(BEFORE, AFTER, AFTER_AGAIN)).isEqualTo(Cause.DATA_DRIFTED);
        assertThat(Drift.cause(BEFORE, BEFORE_AGAIN, AFTER)).isEqualTo(Cause.MODEL_BROKE);
        assertThat(Drift.cause(BEFORE, AFTER, BEFORE_AGAIN)).isEqualTo(Cause.BOTH);
    }

    @Test
    void takesNoHandfulForAnotherPopulation() {
        assertThat(Drift.psi(BEFORE, new long[] {1, 1, 4})).isGreaterThan(Drift.ANOTHER_POPULATION);
        assertThat(Drift.cause(BEFORE, BEFORE, new long[] {1, 1, 4})).isEqualTo(Cause.NONE);
    }

    @Test
    void refusesOtherClasses() {
        assertThatIllegalArgumentException().isThrownBy(() -> Drift.psi(new long[] {1}, new long[] {1, 2}));
        assertThatIllegalArgumentException().isThrownBy(() -> Drift.psi(new long[] {-1, 2}, new long[] {1, 2}));
    }

    @Test
    void aStricterLimitSeesMore() {
        long[] slightly = {4300, 3200, 2500};

        assertThat(Drift.cause(BEFORE, BEFORE_AGAIN, slightly)).isEqualTo(Cause.NONE);
        assertThat(Drift.cause(BEFORE, BEFORE_AGAIN, slightly, 0.01)).isEqualTo(Cause.MODEL_BROKE);
        assertThat(Drift.cause(BEFORE, BEFORE_AGAIN, BEFORE, 1e-9))
                .as("chance alone")
                .isEqualTo(Cause.NONE);
    }
}
