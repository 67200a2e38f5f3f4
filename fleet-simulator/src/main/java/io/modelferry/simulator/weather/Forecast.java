package io.modelferry.simulator.weather;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When one device is cut off: online and offline times take turns, each of exponential length, so that in the long run the
 * climate's share is kept. Asked with instants that do not go back.
 */
public final class Forecast {

    /** Below this a change of weather would be noise. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Climate climate;
    private final RandomGenerator random;
    private boolean offline;
    private Instant until;

    public Forecast(Climate climate, RandomGenerator random, Instant begin) {
        this.climate = climate;
        this.random = random;
        this.offline = random.nextDouble() < climate.offlineShare();
        this.until = climate.offlineShare() == 0 ? Instant.MAX : begin.plus(length());
    }

    public boolean offlineAt(Instant now) {
        while (!now.isBefore(until)) {
            offline = !offline;
            until = until.plus(length());
        }
        return offline;
    }

    private Duration length() {
        var mean = offline ? climate.offlineFor() : climate.onlineFor();
        var drawn = Duration.ofMillis((long) (mean.toMillis() * random.nextExponential()));
        return drawn.compareTo(SHORTEST) < 0 ? SHORTEST : drawn;
    }
}
