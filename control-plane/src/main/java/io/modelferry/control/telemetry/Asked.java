package io.modelferry.control.telemetry;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.telemetry.Telemetry.Metric;
import io.modelferry.control.telemetry.Telemetry.Range;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a request for field data says, in our own types; every refusal names the parameter that is to blame. */
@Component
class Asked {

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final Duration LAST = Duration.ofMinutes(10);
    private static final int POINTS = 120;

    /** As enrolment tokens have them, or empty for windows whose place nobody knew. */
    private static final Pattern PLACE = Pattern.compile("([a-z0-9][a-z0-9_-]{0,62})?");

    private final Versions versions;

    Asked(Versions versions) {
        this.versions = versions;
    }

    /** @throws Refusal 422 for what cannot be a name, 404 for a model that was never published */
    ModelName model(String text) {
        var name = name("model", text, ModelName::new);
        if (versions.of(name).isEmpty()) {
            throw Refusal.notFound("model", text).about("model");
        }
        return name;
    }

    /** @throws Refusal 422 for what cannot be a name, 404 for a version that the model does not have */
    @Nullable
    VersionName version(ModelName model, @Nullable String text) {
        if (text == null) {
            return null;
        }
        var name = name("version", text, VersionName::new);
        if (versions.find(model, name).isEmpty()) {
            throw Refusal.notFound("version", text).about("version");
        }
        return name;
    }

    private static <T> T name(String field, String text, Function<String, T> form) {
        try {
            return form.apply(text);
        } catch (MalformedMessage malformed) {
            throw Refusal.invalid("bad-name", field + ": " + malformed.getMessage() + ".")
                    .about(field);
        }
    }

    @Nullable
    static String place(String field, @Nullable String text) {
        if (text != null && !PLACE.matcher(text).matches()) {
            throw Refusal.invalid("bad-name", field + ": must look like " + PLACE.pattern() + ".")
                    .about(field);
        }
        return text;
    }

    /** The last ten minutes in at most 120 steps, for what is left out. */
    static Range range(@Nullable Instant from, @Nullable Instant to, @Nullable Duration step, Instant now) {
        var end = to == null ? now : time("to", to);
        var start = from == null ? end.minus(LAST) : time("from", from);
        var seconds = Math.max(1, Duration.between(start, end).toSeconds() / POINTS);
        return new Range(start, end, step == null ? Duration.ofSeconds(seconds) : step);
    }

    /** An instant that the database knows too. */
    static Instant time(String field, Instant at) {
        if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
            throw Refusal.invalid("bad-range", field + ": must lie between " + EARLIEST + " and " + LATEST + ".")
                    .about(field);
        }
        return at;
    }

    static Metric metric(String word) {
        return choice("metric", "unknown-metric", Metric.values(), word);
    }

    /** Several with commas between them, each once. */
    static List<Metric> metrics(String words) {
        return Arrays.stream(words.split(",", -1)).map(Asked::metric).distinct().toList();
    }

    static <E extends Enum<E>> E choice(String field, String code, E[] choices, String word) {
        return Arrays.stream(choices)
                .filter(one -> word(one).equals(word))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid(
                                code,
                                field + ": one of "
                                        + Arrays.stream(choices)
                                                .map(Asked::word)
                                                .collect(Collectors.joining(", "))
                                        + ".")
                        .about(field));
    }

    /** {@code latency-p50} for {@code LATENCY_P50}. */
    static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
