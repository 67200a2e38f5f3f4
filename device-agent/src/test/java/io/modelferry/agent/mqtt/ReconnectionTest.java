package io.modelferry.agent.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.update.Backoff;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A fleet of a thousand that lost its broker. */
class ReconnectionTest {

    private static final int DEVICES = 1000;

    private static long[] waitsAfter(int failures) {
        return IntStream.range(0, DEVICES)
                .mapToLong(device -> {
                    var backoff = new Backoff(Backoff.Limits.DEFAULT, new Random(device), () -> 0);
                    for (var i = 1; i < failures; i++) {
                        backoff.failed();
                    }
                    return backoff.failed().toMillis();
                })
                .toArray();
    }

    @Test
    void waitsBetweenOneSecondAndTwoMinutesHoweverOftenItFailed() {
        for (var failures = 1; failures < 100; failures += 3) {
            assertThat(Arrays.stream(waitsAfter(failures)).boxed())
                    .allMatch(millis -> millis >= 1000 && millis <= 120_000);
        }
    }

    @Test
    void spreadsAFleetOverTheWholeTwoMinutes() {
        var waits = waitsAfter(10);

        for (var from = 0; from < 120_000; from += 10_000) {
            var first = from;
            var inTenSeconds = Arrays.stream(waits)
                    .filter(millis -> millis >= first && millis < first + 10_000)
                    .count();
            assertThat(inTenSeconds).as("from %d ms", from).isBetween(40L, 130L);
        }
    }
}
