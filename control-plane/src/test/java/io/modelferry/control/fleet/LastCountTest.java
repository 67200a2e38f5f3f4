package io.modelferry.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How often pages that ask for numbers have the fleet counted. */
final class LastCountTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final AtomicInteger counted = new AtomicInteger();
    private Instant now = NOW;

    private LastCount<Long> of(long devices) {
        return new LastCount<>(
                () -> {
                    counted.incrementAndGet();
                    return List.of(devices - 1, 1L);
                },
                group -> group,
                () -> now);
    }

    @Test
    void countsALargeFleetOnceInAFewSeconds() {
        var count = of(LastCount.LARGE);

        assertThat(count.groups()).isEqualTo(count.groups());
        now = NOW.plus(LastCount.GOOD_FOR).minusMillis(1);
        count.groups();

        assertThat(counted).hasValue(1);

        now = NOW.plus(LastCount.GOOD_FOR);
        count.groups();

        assertThat(counted).hasValue(2);
    }

    @Test
    void countsASmallFleetEachTime() {
        var count = of(LastCount.LARGE - 1);

        count.groups();
        count.groups();

        assertThat(counted).hasValue(2);
    }
}
