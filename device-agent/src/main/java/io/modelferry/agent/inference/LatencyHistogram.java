package io.modelferry.agent.inference;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Latencies in buckets whose bounds grow by a sixteenth: recording is one atomic addition, a quantile is off by 6 % at most.
 * From 1 µs to about 70 minutes; what is shorter or longer counts as that.
 */
final class LatencyHistogram {

    private static final int STEPS = 16;
    private static final int STEP_BITS = 4;
    private static final int OCTAVES = 32;

    private final AtomicLongArray buckets = new AtomicLongArray(OCTAVES * STEPS);

    void record(long micros) {
        buckets.incrementAndGet(bucket(micros));
    }

    /** Sixteen buckets for each power of two; below sixteen, one for each microsecond. */
    private static int bucket(long micros) {
        if (micros < STEPS) {
            return (int) Math.max(0, micros);
        }
        var octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros) - STEP_BITS;
        var step = (int) (micros >>> octave) - STEPS;
        return Math.min((octave + 1) * STEPS + step, OCTAVES * STEPS - 1);
    }

    /** Greatest latency of the bucket, in µs. */
    private static long upperBound(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        var octave = bucket / STEPS - 1;
        return ((long) (bucket % STEPS + STEPS + 1) << octave) - 1;
    }

    /**
     * @param share 0…1
     * @return in µs, never below the true quantile; 0 if nothing was recorded
     */
    long quantile(double share) {
        var total = 0L;
        for (var i = 0; i < buckets.length(); i++) {
            total += buckets.get(i);
        }
        var rank = Math.max(1, (long) Math.ceil(share * total));
        var below = 0L;
        for (var i = 0; i < buckets.length(); i++) {
            below += buckets.get(i);
            if (below >= rank) {
                return upperBound(i);
            }
        }
        return 0;
    }
}
