package io.modelferry.control.rollout.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelferry.control.rollout.pace.ByteBudget.Answer;
import io.modelferry.control.rollout.pace.ByteBudget.Answer.Given;
import io.modelferry.control.rollout.pace.ByteBudget.Answer.Refused;
import io.modelferry.control.rollout.pace.ByteBudget.Spent;
import io.modelferry.control.rollout.plan.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteBudgetTest {

    private static final Instant NOON = Instant.parse("2027-01-01T12:00:00Z");
    private static final Budget BOTH = new Budget(1000L, 300L);

    @Test
    void givesUntilTheHourIsSpent() {
        var first = given(ByteBudget.take(BOTH, Spent.NOTHING, Spent.NOTHING, 300, NOON));
        var at = NOON.plus(Duration.ofMinutes(59));

        assertThat(ByteBudget.take(BOTH, first.rollout(), first.site(), 1, at))
                .isEqualTo(new Refused(NOON.plus(Duration.ofHours(1))));
        assertThat(ByteBudget.take(BOTH, first.rollout(), Spent.NOTHING, 300, at))
                .as("another site")
                .isInstanceOf(Given.class);
        assertThat(ByteBudget.take(BOTH, first.rollout(), first.site(), 300, NOON.plus(Duration.ofHours(1))))
                .isInstanceOf(Given.class);
    }

    @Test
    void theWholeRolloutsHourHoldsForEverySite() {
        var rollout = new Spent(hour(NOON), 900);

        assertThat(ByteBudget.take(BOTH, rollout, Spent.NOTHING, 101, NOON))
                .isEqualTo(new Refused(NOON.plus(Duration.ofHours(1))));
        assertThat(ByteBudget.take(BOTH, rollout, Spent.NOTHING, 100, NOON)).isInstanceOf(Given.class);
    }

    @Test
    void aFileLongerThanAnHourTakesUpTheHoursAfterIt() {
        var long1 = given(ByteBudget.take(new Budget(1000L, null), Spent.NOTHING, Spent.NOTHING, 3500, NOON));

        assertThat(ByteBudget.take(new Budget(1000L, null), long1.rollout(), Spent.NOTHING, 200, NOON))
                .isEqualTo(new Refused(NOON.plus(Duration.ofHours(3))));
        assertThat(ByteBudget.take(new Budget(1000L, null), long1.rollout(), Spent.NOTHING, 2000, NOON))
                .isEqualTo(new Refused(NOON.plus(Duration.ofHours(4))));
    }

    @Test
    void whatIsNotLimitedIsNotCounted() {
        assertThat(ByteBudget.take(new Budget(null, null), Spent.NOTHING, Spent.NOTHING, Long.MAX_VALUE, NOON))
                .isEqualTo(new Given(Spent.NOTHING, Spent.NOTHING));
    }

    @Test
    void anHourThatComesAgainIsNotGivenAgain() {
        var spent = new Spent(hour(NOON), 1000);

        assertThat(ByteBudget.take(BOTH, spent, Spent.NOTHING, 10, NOON.minusSeconds(1)))
                .isEqualTo(new Refused(NOON.plus(Duration.ofHours(1))));
    }

    /** Whatever is asked for and whenever: k hours never see more than k limits and one file. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverGivesMoreThanItsHours(long seed) {
        var random = new Random(seed);
        var budget = new Budget(10_000L, null);
        var perHour = new long[200];
        var spent = Spent.NOTHING;
        var now = NOON;
        var longest = 0L;
        for (var look = 0; look < 3000; look++) {
            now = now.plusSeconds(random.nextInt(400));
            var bytes = random.nextInt(20) == 0 ? random.nextInt(40_000) : random.nextInt(3000);
            var hour = (int) (hour(now) - hour(NOON));
            if (hour < perHour.length
                    && ByteBudget.take(budget, spent, Spent.NOTHING, bytes, now)
                            instanceof Given(Spent left, Spent site)) {
                spent = left;
                perHour[hour] += bytes;
                longest = Math.max(longest, bytes);
            }
        }
        for (var from = 0; from < perHour.length; from++) {
            var sum = 0L;
            for (var to = from; to < perHour.length; to++) {
                sum += perHour[to];
                assertThat(sum)
                        .as("seed %d, hours %d to %d", seed, from, to)
                        .isLessThanOrEqualTo((to - from + 1) * 10_000L + longest);
            }
        }
    }

    /** Who comes back at the moment that he was told is not sent away again. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void opensWhenItSaysItDoes(long seed) {
        var random = new Random(seed);
        for (var look = 0; look < 2000; look++) {
            var budget = new Budget(1L + random.nextInt(5000), 1L + random.nextInt(5000));
            var rollout = new Spent(hour(NOON) - random.nextInt(3), random.nextInt(20_000));
            var site = new Spent(hour(NOON) - random.nextInt(3), random.nextInt(20_000));
            var bytes = random.nextInt(8000);
            if (ByteBudget.take(budget, rollout, site, bytes, NOON) instanceof Refused(Instant opensAt)) {
                assertThat(ByteBudget.take(budget, rollout, site, bytes, opensAt))
                        .isInstanceOf(Given.class);
                assertThat(ByteBudget.take(budget, rollout, site, bytes, opensAt.minusMillis(1)))
                        .isInstanceOf(Refused.class);
            }
        }
    }

    @Test
    void refusesFewerThanNoBytes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteBudget.take(BOTH, Spent.NOTHING, Spent.NOTHING, -1, NOON));
    }

    private static Given given(Answer answer) {
        assertThat(answer).isInstanceOf(Given.class);
        return (Given) answer;
    }

    private static long hour(Instant at) {
        return at.getEpochSecond() / 3600;
    }
}
