package io.modelferry.optimizer.worker;

import java.time.Duration;

/**
 * What a worker may use.
 *
 * @param heapBytes of Java objects; a rewrite needs the model about three times
 * @param residentBytes of the whole process, with what ONNX Runtime takes; watched where {@code /proc} exists
 * @param time from start to result
 */
public record Limits(long heapBytes, long residentBytes, Duration time) {

    public static final Limits DEFAULT = new Limits(1L << 30, 3L << 30, Duration.ofMinutes(10));

    public Limits {
        if (heapBytes < 16 << 20 || residentBytes < heapBytes || !time.isPositive()) {
            throw new IllegalArgumentException("a worker needs 16 MiB of heap, as much resident, and some time");
        }
    }
}
