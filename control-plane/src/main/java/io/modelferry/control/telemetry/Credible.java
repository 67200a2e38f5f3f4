package io.modelferry.control.telemetry;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.telemetry.Window;
import io.modelferry.protocol.telemetry.Window.Resources;
import io.modelferry.protocol.telemetry.Window.ShadowCounts;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a window must keep to beyond its own promises: a device's clock, and numbers that could be summed. */
final class Credible {

    /** How far a device's clock may run ahead. */
    static final Duration SKEW = Duration.ofMinutes(5);

    private static final Duration LONGEST = Duration.ofDays(1);

    private Credible() {}

    /** @throws MalformedMessage with the reason for whoever reads the dead letters */
    static void check(Window window, Instant now, Duration retention) {
        times(window, now, retention);
        Latency.check(window.latency());
        require(window.drift() == null || finite(window.drift()), "the drift index is negative or not finite");
        resources(window.resources());
        shadow(window.shadow());
    }

    private static void times(Window window, Instant now, Duration retention) {
        require(!window.to().isAfter(now.plus(SKEW)), "a window from the future: it ends at " + window.to());
        require(
                !window.from().isBefore(now.minus(retention)),
                "a window older than is kept: it starts at " + window.from());
        require(Duration.between(window.from(), window.to()).compareTo(LONGEST) <= 0, "a window longer than a day");
    }

    private static void resources(@Nullable Resources resources) {
        if (resources == null) {
            return;
        }
        var joules = resources.joulesPerInference();
        require(
                resources.residentBytes() >= 0
                        && resources.diskFreeBytes() >= 0
                        && resources.windowsLost() >= 0
                        && finite(resources.cpuShare())
                        && (joules == null || finite(joules)),
                "resources are negative or not finite");
    }

    private static void shadow(@Nullable ShadowCounts shadow) {
        if (shadow == null) {
            return;
        }
        require(shadow.agreed() >= 0 && shadow.agreed() <= shadow.compared(), "agreed must lie between 0 and compared");
        require(shadow.passedOver() >= 0, "counts must not be negative");
        require(shadow.latency().length <= Window.MAX_SKETCH_BYTES, "the shadow's latency sketch is too long");
        Latency.check(shadow.latency());
    }

    private static boolean finite(double value) {
        return value >= 0 && value <= Double.MAX_VALUE;
    }

    private static void require(boolean kept, String reason) {
        if (!kept) {
            throw new MalformedMessage(reason);
        }
    }
}
