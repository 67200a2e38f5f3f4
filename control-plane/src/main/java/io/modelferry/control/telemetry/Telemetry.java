package io.modelferry.control.telemetry;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The field over time, by version, class or site. For charts and summaries; gates ask {@link Evidence}. */
public interface Telemetry {

    /** @param version null for every version of the model that has data */
    List<Series> series(ModelName model, @Nullable VersionName version, Metric metric, Range range);

    /**
     * Draws one line a group. Groups without data are left out.
     *
     * @throws io.modelferry.control.platform.Refusal for a range that cannot be drawn, naming the field
     */
    List<Grouped> query(Query query);

    /** Sums over every version and device of the model since an instant. */
    Totals totals(ModelName model, Instant since);

    /** What can be drawn. */
    enum Metric {
        ACCURACY,
        LATENCY_P50,
        LATENCY_P95,
        LATENCY_P99,
        INFERENCES,
        ERRORS,
        ERROR_RATE,
        FAILED_IN_SWAP,
        LABELLED,
        DRIFT,
        DEVICES
    }

    /** What makes a line of its own. */
    enum GroupBy {
        VERSION,
        DEVICE_CLASS,
        SITE
    }

    /**
     * @param version null for every version of the model
     * @param site null for every site
     * @param deviceClass null for every class
     */
    record Query(
            ModelName model,
            @Nullable VersionName version,
            Metric metric,
            GroupBy groupBy,
            Range range,
            @Nullable String site,
            @Nullable String deviceClass) {

        /** The same of another metric. */
        Query of(Metric other) {
            return new Query(model, version, other, groupBy, range, site, deviceClass);
        }
    }

    /** @param key a version, class or site; empty for windows whose place nobody knew */
    record Grouped(String key, List<Point> points) {

        public Grouped {
            points = List.copyOf(points);
        }
    }

    /** @param step of the points; {@link #MAX_POINTS} at most fit between {@code from} and {@code to} */
    record Range(Instant from, Instant to, Duration step) {

        public static final int MAX_POINTS = 2000;
        public static final Duration SHORTEST_STEP = Duration.ofMillis(1);
        public static final Duration LONGEST_STEP = Duration.ofDays(3660);
    }

    record Series(VersionName version, List<Point> points) {

        public Series {
            points = List.copyOf(points);
        }
    }

    /** @param value accuracy or error rate 0…1, latency in microseconds, mean drift index, or a count */
    record Point(Instant at, double value) {}

    /** @param rejected refused for back-pressure: neither answered nor failed */
    record Totals(
            int devices, long inferences, long errors, long rejected, long failedInSwap, long labelled, long correct) {}
}
