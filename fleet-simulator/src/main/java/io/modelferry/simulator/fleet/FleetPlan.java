package io.modelferry.simulator.fleet;

import io.modelferry.protocol.DeviceId;
import java.time.Duration;

/**
 * Who joins when.
 *
 * @param prefix of the device ids: {@code sim-} makes {@code sim-001}
 * @param devices how many, at least 1
 * @param sites how many sites they are spread over, device by device
 * @param firstSite the site of the first device
 * @param ramp time from the first device's start to the last one's
 * @param seed of everything that is drawn
 */
public record FleetPlan(String prefix, int devices, int sites, int firstSite, Duration ramp, long seed) {

    private static final int MOST = 100_000;

    public FleetPlan {
        if (devices < 1 || devices > MOST) {
            throw new IllegalArgumentException("a fleet has 1 to " + MOST + " devices");
        }
        if (sites < 1 || firstSite < 0) {
            throw new IllegalArgumentException("there is at least one site, and sites are counted from 0");
        }
        prefix = prefix.endsWith("-") || prefix.endsWith("_") ? prefix : prefix + "-";
    }

    /** @param index 0 to {@code devices − 1} */
    public DeviceId id(int index) {
        return new DeviceId("%s%03d".formatted(prefix, index + 1));
    }

    int site(int index) {
        return firstSite + index % sites;
    }

    /** How long after the start a device joins. */
    Duration joinsAfter(int index) {
        return ramp.multipliedBy(index).dividedBy(devices);
    }
}
