package io.modelferry.cli.verb;

import io.modelferry.cli.text.ByteSize;
import io.modelferry.cli.text.Units;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What devices are asked for beside the version: how its bytes may come, and what it must live through. */
final class RolloutTerms {

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec mixee;

    @Option(
            names = "--probation",
            paramLabel = "SPAN",
            description = "how long a device tries the model (default: 10m)")
    private @Nullable String probation;

    @Option(
            names = "--min-inferences",
            paramLabel = "N",
            description = "answers that a device needs to confirm it (default: 20)")
    private @Nullable Integer minInferences;

    @Option(
            names = "--max-latency-ratio",
            paramLabel = "N",
            description = "a device goes back when p95 is so many times that of the model before (default: 5)")
    private @Nullable Double maxLatencyRatio;

    @Option(
            names = "--shadow",
            paramLabel = "SHARE",
            description = "first show the model this share of inputs beside the one that answers, for example 0.1")
    private @Nullable Double shadow;

    @Option(
            names = "--activate-at",
            paramLabel = "INSTANT",
            description = "fetch now, activate then, for example 2027-01-31T03:00:00Z")
    private @Nullable String activateAt;

    @Option(names = "--hours", paramLabel = "FROM-UNTIL", description = "download only then, in UTC: 22:00-04:30")
    private @Nullable String hours;

    @Option(
            names = "--per-day",
            paramLabel = "SIZE",
            converter = ByteSize.Reader.class,
            description = "most bytes of a device on a UTC day, for example 50MB")
    private @Nullable ByteSize perDay;

    @Option(
            names = "--per-second",
            paramLabel = "SIZE",
            converter = ByteSize.Reader.class,
            description = "most bytes of a device in a second, on average")
    private @Nullable ByteSize perSecond;

    @Option(names = "--site-cache", paramLabel = "URL", description = "a cache near the devices, asked first")
    private @Nullable String siteCache;

    @Option(names = "--transport", paramLabel = "ROAD", description = "auto (default), https or mqtt")
    private @Nullable Transport transport;

    private enum Transport {
        auto,
        https,
        mqtt
    }

    /** The parts of a rollout's description that were given. */
    Map<String, Object> forTheServer() {
        var terms = new HashMap<String, Object>();
        put(terms, "probation", probationTerms());
        put(terms, "delivery", deliveryTerms());
        return terms;
    }

    private Map<String, Object> probationTerms() {
        var terms = new HashMap<String, Object>();
        put(
                terms,
                "window",
                probation == null ? null : Units.parseSpan(probation).toString());
        put(terms, "minInferences", minInferences);
        put(terms, "maxLatencyRatio", maxLatencyRatio);
        put(terms, "shadow", shadow == null ? null : Map.of("share", shadow));
        return terms;
    }

    private Map<String, Object> deliveryTerms() {
        var terms = new HashMap<String, Object>();
        put(terms, "transport", transport == null ? null : transport.name().toUpperCase(Locale.ROOT));
        put(terms, "activateAt", activateAt);
        put(terms, "hours", hours == null ? null : fromUntil(hours));
        put(terms, "bytesPerDay", perDay == null ? null : perDay.bytes());
        put(terms, "bytesPerSecond", perSecond == null ? null : perSecond.bytes());
        put(terms, "siteCache", siteCache);
        return terms;
    }

    private Map<String, String> fromUntil(String text) {
        var parts = text.split("-", -1);
        if (parts.length != 2 || !isTime(parts[0]) || !isTime(parts[1])) {
            var command = Objects.requireNonNull(mixee).commandLine();
            throw new ParameterException(command, "'" + text + "' are no hours: say 22:00-04:30");
        }
        return Map.of("from", parts[0] + ":00", "until", parts[1] + ":00");
    }

    private static boolean isTime(String text) {
        return text.matches("([01][0-9]|2[0-3]):[0-5][0-9]");
    }

    private static void put(Map<String, Object> terms, String name, @Nullable Object value) {
        if (value != null && !Map.of().equals(value)) {
            terms.put(name, value);
        }
    }
}
