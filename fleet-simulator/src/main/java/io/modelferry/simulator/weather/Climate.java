package io.modelferry.simulator.weather;

import java.time.Duration;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * The weather of a whole fleet. Shares lie between 0 and 1.
 *
 * @param offlineShare of the fleet that is offline at any moment; which devices these are changes
 * @param offlineFor mean length of an offline time
 * @param slowShare of the devices that sit on a slow line, for good
 * @param slowKbps pace of a slow line, in kilobits a second
 * @param failShare of updates from one model to another that go wrong on a device; never a device's first model
 */
public record Climate(double offlineShare, Duration offlineFor, double slowShare, int slowKbps, double failShare) {

    /** No weather at all. */
    public static final Climate FAIR = new Climate(0, Duration.ofSeconds(20), 0, 256, 0);

    private static final double MOST_OFFLINE = 0.95;

    public Climate {
        require(offlineShare >= 0 && offlineShare <= MOST_OFFLINE, "offline share", "between 0 and " + MOST_OFFLINE);
        require(offlineFor.compareTo(Duration.ofSeconds(1)) >= 0, "offline time", "at least a second");
        require(slowShare >= 0 && slowShare <= 1, "slow share", "between 0 and 1");
        require(slowKbps >= 1, "pace of a slow line", "at least 1 kbit/s");
        require(failShare >= 0 && failShare <= 1, "fail share", "between 0 and 1");
    }

    /** Mean time between two offline times that keeps {@link #offlineShare}. Not to be asked when that is 0. */
    Duration onlineFor() {
        return Duration.ofMillis((long) (offlineFor.toMillis() * (1 - offlineShare) / offlineShare));
    }

    /** Which of {@code devices} are slow: exactly the share, rounded. */
    public BitSet slowAmong(int devices, RandomGenerator random) {
        var slow = new BitSet(devices);
        var wanted = Math.round(slowShare * devices);
        while (slow.cardinality() < wanted) {
            slow.set(random.nextInt(devices));
        }
        return slow;
    }

    private static void require(boolean kept, String what, String promise) {
        if (!kept) {
            throw new IllegalArgumentException(what + " must be " + promise);
        }
    }
}
