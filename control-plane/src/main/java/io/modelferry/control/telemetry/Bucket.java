package io.modelferry.control.telemetry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;

/** Sums of windows, or of finer sums, of one file at one place in one span. Sketches are merged, so quantiles stay right. */
final class Bucket {

    /** What is summed, in the order of {@link #add} and {@link #values}. */
    static final String SUMS =
            "inferences, errors, rejected, failed_in_swap, labelled, correct, drift_sum, drift_answers,"
                    + " latency, class_counts, confidence";

    private static final int COUNTS = 6;

    private final long[] counts = new long[COUNTS];
    private double driftSum;
    private long driftAnswers;
    private final Latency latency = new Latency();
    private long[] classes = {};
    private long[] confidence = {};

    /** @param first the column where {@link #SUMS} begin */
    void add(ResultSet row, int first) throws SQLException {
        for (var count = 0; count < COUNTS; count++) {
            counts[count] += row.getLong(first + count);
        }
        var rest = first + COUNTS;
        driftSum += row.getDouble(rest);
        driftAnswers += row.getLong(rest + 1);
        latency.add(row.getBytes(rest + 2));
        classes = plus(classes, longs(row, rest + 3));
        confidence = plus(confidence, longs(row, rest + 4));
    }

    /** A row of {@code telemetry_rollup}. */
    Object[] values(Span span, Instant start, String model, String digest, Place place) {
        return new Object[] {
            span.seconds(),
            Timestamp.from(start),
            model,
            digest,
            place.site(),
            place.deviceClass(),
            counts[0],
            counts[1],
            counts[2],
            counts[3],
            counts[4],
            counts[5],
            driftSum,
            driftAnswers,
            latency.protobuf(),
            classes,
            confidence
        };
    }

    private static Long[] longs(ResultSet row, int column) throws SQLException {
        return (Long[]) row.getArray(column).getArray();
    }

    private static long[] plus(long[] sums, Long[] more) {
        var longer = more.length > sums.length ? Arrays.copyOf(sums, more.length) : sums;
        for (var place = 0; place < more.length; place++) {
            longer[place] += more[place];
        }
        return longer;
    }
}
