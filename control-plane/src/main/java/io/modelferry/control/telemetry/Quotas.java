package io.modelferry.control.telemetry;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.telemetry.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many windows each device may send: a bucket that holds a minute's worth, and never less than a device sends at once of what it kept
 * while it was away. More would let a flood in for longer. Kept by each control plane for itself.
 */
final class Quotas {

    private final double perSecond;
    private final double burst;
    private final Map<DeviceId, Bucket> buckets = new ConcurrentHashMap<>();

    private record Bucket(double tokens, Instant at) {}

    Quotas(int perMinute) {
        this.perSecond = perMinute / 60.0;
        this.burst = Math.max(perMinute, Window.MOST_AT_ONCE);
    }

    /** Takes one; false if none is left. */
    boolean take(DeviceId device, Instant now) {
        var after =
                buckets.compute(device, (id, bucket) -> spend(bucket == null ? new Bucket(burst, now) : bucket, now));
        return after.tokens() >= 0;
    }

    /** An empty bucket stays at minus one, so that a device that never stops is never let in by its own noise. */
    private Bucket spend(Bucket bucket, Instant now) {
        var elapsed = Math.max(0, Duration.between(bucket.at(), now).toMillis()) / 1000.0;
        var filled = Math.min(burst, Math.max(0, bucket.tokens()) + elapsed * perSecond);
        return new Bucket(filled >= 1 ? filled - 1 : -1, filled >= 1 ? now : bucket.at());
    }
}
