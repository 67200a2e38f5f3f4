package io.modelferry.agent.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.update.ModelHost.Health;
import io.modelferry.agent.update.ModelSlots.Baseline;
import io.modelferry.protocol.goal.Probation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrialVerdictTest {

    private static final Probation USUAL =
            new Probation(Duration.ofSeconds(10), 5, Duration.ofMinutes(1), 0.1, null, null, 0.8, null);
    private static final Baseline BEFORE = new Baseline(10_000, 0.4);

    @Test
    void sendsBackAModelTenTimesSlower() {
        assertGoesBack(new Health(20, 0, 100_000, 0, 0, 0, 0), BEFORE, "p95 of 100000 us, 10000 us before");
    }

    @Test
    void letsASlowerModelBeWithinTheRatio() {
        assertGoesOn(new Health(20, 0, 49_000, 0, 0, 0, 0), BEFORE);
    }

    @Test
    void callsNoModelSlowOnAHandfulOfAnswersOrWithoutOneToCompareWith() {
        assertGoesOn(new Health(19, 0, 100_000, 0, 0, 0, 0), BEFORE);
        assertGoesOn(new Health(100, 0, 100_000, 0, 0, 0, 0), null);
    }

    @Test
    void callsAModelThatAnswersWithinTwoMillisecondsQuick() {
        assertGoesOn(new Health(100, 0, 1_900, 0, 0, 0, 0), new Baseline(100, 0.4));
    }

    @Test
    void sendsBackAModelThatAlwaysGivesTheSameAnswer() {
        assertGoesBack(new Health(50, 0, 10_000, 50, 50, 0, 0), BEFORE, "1.000 of 50 answers are the same");
    }

    @Test
    void blamesNoModelForAWorldWithOneAnswer() {
        assertGoesOn(new Health(50, 0, 10_000, 50, 50, 0, 0), new Baseline(10_000, 1.0));
        assertGoesOn(new Health(50, 0, 10_000, 50, 50, 0, 0), null);
    }

    @Test
    void sendsBackAModelThatIsWrongTooOften() {
        assertGoesBack(new Health(30, 0, 10_000, 30, 9, 20, 15), BEFORE, "15 of 20 labelled answers are right");
        assertGoesOn(new Health(30, 0, 10_000, 30, 9, 20, 16), BEFORE);
        assertGoesOn(new Health(30, 0, 10_000, 30, 9, 19, 0), BEFORE);
    }

    @Test
    void sendsBackAModelThatFails() {
        assertGoesBack(new Health(8, 2), null, "2 of 10 inferences failed");
        assertGoesOn(new Health(2, 2), null);
    }

    private static void assertGoesBack(Health health, @Nullable Baseline before, String why) {
        assertThat(TrialVerdict.of(USUAL, health, before, Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        TrialVerdict.GoBack.class,
                        verdict -> assertThat(verdict.why()).startsWith(why));
    }

    private static void assertGoesOn(Health health, @Nullable Baseline before) {
        assertThat(TrialVerdict.of(USUAL, health, before, Duration.ofSeconds(1)))
                .isEqualTo(new TrialVerdict.GoOn());
    }
}
