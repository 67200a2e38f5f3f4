package io.modelferry.control.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Files wait for goals that brake, and never long. */
final class RightOfWayTest {

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final AtomicInteger begun = new AtomicInteger();

    private RightOfWay wayFor(Duration most) {
        return new RightOfWay(() -> now, most);
    }

    private void file(RightOfWay way) {
        way.whenClear(begun::incrementAndGet);
    }

    @Test
    void aFileBeginsAtOnceWhileNobodyBrakes() {
        file(wayFor(Duration.ofMinutes(1)));

        assertThat(begun).hasValue(1);
    }

    @Test
    void aFileWaitsWhileGoalsThatBrakeAreWrittenAndUntilTheyAreCarried() {
        var way = wayFor(Duration.ofMinutes(1));
        var claim = way.claim();
        file(way);

        assertThat(way.posted()).as("some are still to be written").isEmpty();

        claim.close();
        var carried = way.posted().orElseThrow();
        assertThat(begun).hasValue(0);

        way.end(carried);

        await().until(() -> begun.get() == 1);
        file(way);
        assertThat(begun).hasValue(2);
    }

    @Test
    void aFileWaitsNoLongerThanItMust() {
        var way = wayFor(Duration.ofMillis(20));
        try (var neverEnding = way.claim()) {
            file(way);

            await().until(() -> begun.get() == 1);
        }
    }

    @Test
    void aFleetThatIsPausedAllTheTimeGetsItsFiles() {
        var way = wayFor(Duration.ofMinutes(1));
        way.claim().close();
        way.end(way.posted().orElseThrow());
        now = now.plus(RightOfWay.SPELL).minusSeconds(1);
        try (var soonAfter = way.claim()) {
            file(way);

            assertThat(begun).hasValue(1);
        }
        now = now.plusSeconds(1);
        try (var later = way.claim()) {
            file(way);

            assertThat(begun).hasValue(1);
        }
    }
}
