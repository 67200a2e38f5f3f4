package io.modelferry.cli.bench.fleet;

import java.io.IOException;
import java.util.regex.Pattern;

/**
 * The timer of the rollouts' scheduler, as Prometheus is told.
 *
 * @param count looks since the start, which took {@code seconds} together
 * @param longest of the last minutes, in seconds
 */
record TickReading(double count, double seconds, double longest) {

    private static final String TIMER = "modelferry_rollout_tick_seconds_";

    /** @throws IOException if the page does not name the timer */
    static TickReading of(String metrics) throws IOException {
        return new TickReading(value(metrics, "count"), value(metrics, "sum"), value(metrics, "max"));
    }

    /** Mean length of a look between {@code before} and this, in seconds; 0 if there was none. */
    double meanSince(TickReading before) {
        return count == before.count ? 0 : (seconds - before.seconds) / (count - before.count);
    }

    private static double value(String metrics, String part) throws IOException {
        var line = Pattern.compile("(?m)^" + TIMER + part + "(?:\\{[^}]*})? (\\S+)$")
                .matcher(metrics);
        if (!line.find()) {
            throw new IOException("the control plane's metrics do not name " + TIMER + part);
        }
        return Double.parseDouble(line.group(1));
    }
}
