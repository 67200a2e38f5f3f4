package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.testing.FaultFs;
import io.modelferry.agent.testing.Loss;
import io.modelferry.agent.testing.MovedClock;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.goal.Allowance;
import io.modelferry.protocol.goal.Allowance.Hours;
import io.modelferry.protocol.report.FailureCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpendingTest {

    private static final Path HOME = Path.of("/device/state");
    private static final long MB = 1_000_000;
    private static final Allowance TEN_MB_A_DAY = new Allowance(10 * MB, null, null);

    private final MovedClock clock = new MovedClock();
    private FaultFs fs = new FaultFs(HOME);
    private Spending spending = spending();

    private Spending spending() {
        return new Spending(fs, HOME, clock, clock, nanos -> clock.move(Duration.ofNanos(nanos)));
    }

    private AllowedPurse purse(Allowance allowance) {
        return new AllowedPurse(spending, allowance, 100 * MB, new Cancellation());
    }

    private void spend(long bytes) throws UpdateFailure {
        try (var purse = purse(TEN_MB_A_DAY)) {
            purse.mayAsk();
            purse.came(bytes);
        }
    }

    private void assertSpent(Allowance allowance, String detail) {
        assertThatThrownBy(() -> purse(allowance).mayAsk())
                .hasMessageContaining(detail)
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INTERRUPTED));
    }

    @Test
    void letsADayHaveItsBytesAndNoMore() throws Exception {
        spend(6 * MB);
        assertThat(purse(TEN_MB_A_DAY).mayAsk()).isEqualTo(4 * MB);
        spend(4 * MB);

        assertSpent(TEN_MB_A_DAY, "the day's 10000000 bytes are spent; goes on at 00:00Z");
        clock.set(Instant.parse("2026-03-02T00:00:00Z"));
        assertThat(purse(TEN_MB_A_DAY).mayAsk()).isEqualTo(10 * MB);
    }

    @Test
    void anOrderlyRestartForgetsNothing() throws Exception {
        spend(7 * MB);

        spending = spending();

        assertThat(purse(TEN_MB_A_DAY).mayAsk()).isEqualTo(3 * MB);
    }

    @Test
    void aPowerCutMakesTheDayMoreExpensiveNeverCheaper() throws Exception {
        for (var loss : Loss.values()) {
            fs = new FaultFs(HOME);
            spending = spending();
            var purse = purse(TEN_MB_A_DAY);
            for (var i = 0; i < 70; i++) {
                purse.mayAsk();
                purse.came(65_536);
            }

            fs = fs.after(loss, new Random(1));
            spending = spending();

            assertThat(spending.today())
                    .as(loss.name())
                    .isGreaterThanOrEqualTo(70 * 65_536)
                    .isLessThan(70 * 65_536 + 300_000);
        }
    }

    @Test
    void aClockThatGoesBackGrantsNothing() throws Exception {
        spend(10 * MB);

        clock.set(Instant.parse("2026-02-20T08:00:00Z"));
        assertSpent(TEN_MB_A_DAY, "are spent");
        spending = spending();
        assertSpent(TEN_MB_A_DAY, "are spent");
        clock.set(Instant.EPOCH);
        assertSpent(TEN_MB_A_DAY, "are spent");
    }

    @Test
    void aClockThatWasFarAheadHoldsNothingBackForYears() throws Exception {
        clock.set(Instant.parse("2036-03-01T08:00:00Z"));
        spend(10 * MB);
        clock.set(Instant.parse("2026-03-01T08:00:00Z"));
        assertSpent(TEN_MB_A_DAY, "are spent");

        clock.set(Instant.parse("2026-03-02T08:00:00Z"));

        assertThat(purse(TEN_MB_A_DAY).mayAsk()).isEqualTo(10 * MB);
    }

    @Test
    void aCountThatHasRottedCountsAsADaySpent() throws Exception {
        spend(1000);
        fs.rot(HOME.resolve("spending"));

        spending = spending();

        assertSpent(TEN_MB_A_DAY, "are spent");
        clock.set(Instant.parse("2026-03-02T08:00:00Z"));
        assertThat(purse(TEN_MB_A_DAY).mayAsk()).isEqualTo(10 * MB);
    }

    @Test
    void aSmallFileIsCountedAndNotHeldBack() throws Exception {
        spend(10 * MB);

        try (var acceptanceSet = new AllowedPurse(spending, TEN_MB_A_DAY, 900_000, new Cancellation())) {
            assertThat(acceptanceSet.mayAsk()).isEqualTo(900_000);
            acceptanceSet.came(900_000);
        }

        assertThat(spending.today()).isEqualTo(10_900_000);
        var tooMuch = new AllowedPurse(spending, TEN_MB_A_DAY, MB + 1, new Cancellation());
        assertThatThrownBy(tooMuch::mayAsk).isInstanceOf(UpdateFailure.class);
    }

    @Test
    void keepsToItsHoursOverMidnight() throws Exception {
        var night = new Allowance(null, null, new Hours(LocalTime.of(22, 0), LocalTime.of(5, 0)));

        assertSpent(night, "downloads run from 22:00Z until 05:00Z; goes on at 22:00Z");
        clock.set(Instant.parse("2026-03-01T23:30:00Z"));
        assertThat(purse(night).mayAsk()).isEqualTo(Long.MAX_VALUE);
        clock.set(Instant.parse("2026-03-02T05:00:00Z"));
        assertSpent(night, "goes on at 22:00Z");
    }

    @Test
    void keepsThePaceOnAverage() throws Exception {
        var began = clock.nanos();
        var purse = purse(new Allowance(null, 10_000L, null));

        for (var i = 0; i < 100; i++) {
            assertThat(purse.mayAsk()).isEqualTo(200_000);
            purse.came(5_000);
        }

        var seconds = Duration.ofNanos(clock.nanos() - began).toMillis() / 1000.0;
        assertThat(500_000 / seconds).isBetween(9_900.0, 10_300.0);
    }

    @Test
    void aRestEndsWhenItIsCancelled() {
        var cancellation = new Cancellation();
        var slow = new AllowedPurse(spending, new Allowance(null, 1L, null), MB, cancellation);
        cancellation.request();

        assertThatThrownBy(() -> slow.came(MB))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INTERRUPTED));
    }

    @Test
    void everyTornOrFlippedCountIsRefused() {
        var frame = new SpentDay(20_000, 12_345).encode();

        for (var bit = 0; bit < frame.length * 8; bit++) {
            var flipped = frame.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(SpentDay.decode(flipped)).as("bit %d", bit).isEmpty();
        }
        for (var length = 0; length < frame.length; length++) {
            assertThat(SpentDay.decode(java.util.Arrays.copyOf(frame, length))).isEmpty();
        }
    }
}
