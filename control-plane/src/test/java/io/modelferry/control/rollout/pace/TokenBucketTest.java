package io.modelferry.control.rollout.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelferry.control.rollout.plan.Pacing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenBucketTest {

    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");

    private record Given(Instant at, int devices) {}

    /** Looks at odd moments, greedy and modest ones, a clock that jumps back: no span ever sees more than it may. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverGivesMoreThanTheRateOverAnySpan(long seed) {
        var random = new Random(seed);
        var rate = Math.exp(random.nextDouble() * 12 - 2); // 0.14 … 22 000 a minute
        var burst = 1 + random.nextInt(1 + (int) rate);
        var bucket = TokenBucket.opened(START);
        var given = new ArrayList<Given>();
        var now = START;
        for (var look = 0; look < 400; look++) {
            now = now.plusMillis(random.nextInt(10) == 0 ? -random.nextInt(5000) : random.nextInt(4000));
            var grant = bucket.take(random.nextInt(3) == 0 ? 1 : 1_000_000, rate, burst, now);
            bucket = new TokenBucket(grant.left().nanoTokens(), grant.left().filledAt()); // as from its row
            given.add(new Given(bucket.filledAt(), grant.given()));
        }
        for (var first = 0; first < given.size(); first++) {
            var devices = 0L;
            for (var last = first; last < given.size(); last++) {
                devices += given.get(last).devices;
                var span = Duration.between(given.get(first).at, given.get(last).at)
                        .toMillis();
                assertThat(devices)
                        .as("seed %d, looks %d to %d", seed, first, last)
                        .isLessThanOrEqualTo((long) (burst + rate * span / 60_000 + 1e-6));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5, 2", "7, 2", "1000, 100", "100000, 10000"})
    void givesTheWholeRateToWhoLooksEverySecond(double rate, int burst) {
        var bucket = TokenBucket.opened(START);
        var devices = 0L;
        for (var second = 1; second <= 36_000; second++) {
            var grant = bucket.take(Integer.MAX_VALUE, rate, burst, START.plusSeconds(second));
            bucket = grant.left();
            devices += grant.given();
        }

        assertThat(devices).isBetween((long) (600 * rate) - 1, (long) (600 * rate) + 1);
    }

    @Test
    void growsWithEachPassedStageUpToItsMost() {
        var pacing = new Pacing(10, 3, 50);

        assertThat(List.of(pacing.rateAfter(0), pacing.rateAfter(1), pacing.rateAfter(2), pacing.rateAfter(90)))
                .containsExactly(10.0, 30.0, 50.0, 50.0);
        assertThat(pacing.burstAfter(0)).isEqualTo(2);
        assertThat(pacing.burstAfter(2)).isEqualTo(5);
        assertThat(new Pacing(0.1, 1, 0.1).burstAfter(0)).isEqualTo(2);
    }

    @Test
    void aNewRateKeepsWhatWasSavedUp() {
        var bucket = TokenBucket.opened(START).take(1, 6, 1, START).left();
        var slow = bucket.take(5, 6, 1, START.plusSeconds(5));

        assertThat(slow.given()).as("half a device so far").isZero();
        assertThat(slow.left().take(5, 60, 1, START.plusMillis(5500)).given()).isOne();
    }

    @Test
    void saysWhenTheNextMayGo() {
        var bucket = TokenBucket.opened(START);

        assertThat(bucket.next(6, 1, START)).isEqualTo(START);
        var empty = bucket.take(1, 6, 1, START).left();
        assertThat(empty.next(6, 1, START)).isEqualTo(START.plusSeconds(10));
        assertThat(empty.take(1, 6, 1, START.plusMillis(9_999)).given()).isZero();
        assertThat(empty.take(1, 6, 1, empty.next(6, 1, START)).given()).isOne();
    }

    @Test
    void aLongSilenceSavesUpNoMoreThanTheBurst() {
        assertThat(TokenBucket.opened(START)
                        .take(1000, 600, 60, START.plus(Duration.ofDays(300)))
                        .given())
                .isEqualTo(60);
    }

    @Test
    void refusesARateOfNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenBucket.opened(START).take(1, 0, 1, START));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenBucket.opened(START).take(1, Double.NaN, 1, START));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenBucket.opened(START).take(1, 1, 0, START));
    }
}
