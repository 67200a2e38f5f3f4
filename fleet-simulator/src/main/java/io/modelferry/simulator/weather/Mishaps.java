package io.modelferry.simulator.weather;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import java.util.SplittableRandom;

/**
 * Which updates go wrong, and how. The answer for a device and a digest is always the same: whoever tries again, or starts the
 * simulator again, meets the same mishap.
 */
public final class Mishaps {

    /** How an update goes. */
    public enum Fate {
        GOES_WELL,
        /** The session refuses the file: the probe fails, nothing was swapped. */
        WILL_NOT_LOAD,
        /** It loads and then fails its requests: the device takes it off during probation. */
        FALLS_ILL
    }

    private final double failShare;
    private final long seed;

    public Mishaps(Climate climate, long seed) {
        this.failShare = climate.failShare();
        this.seed = seed;
    }

    public Fate of(DeviceId device, ArtifactDigest digest) {
        var random = new SplittableRandom(seed ^ mixed(device.value()) ^ Long.rotateLeft(mixed(digest.hex()), 1));
        if (random.nextDouble() >= failShare) {
            return Fate.GOES_WELL;
        }
        return random.nextBoolean() ? Fate.WILL_NOT_LOAD : Fate.FALLS_ILL;
    }

    /** FNV-1a, 64 bits. */
    private static long mixed(String text) {
        var hash = 0xcbf29ce484222325L;
        for (var i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
