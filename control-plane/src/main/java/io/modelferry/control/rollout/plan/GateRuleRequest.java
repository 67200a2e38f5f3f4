package io.modelferry.control.rollout.plan;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One of {@code gates}, as it was written; what is left out has the default of its type, what does not belong to it is refused. */
public record GateRuleRequest(
        @Nullable String type,
        @Nullable Double min,
        @Nullable Double max,
        @Nullable Double maxRise,
        @Nullable Long minSamples,
        @Nullable Integer minVerdicts,
        @Nullable Long minInferences,
        @Nullable Boolean byDevice,
        @Nullable Duration floor,
        @Nullable String url,
        @Nullable Duration timeout,
        @Nullable String action) {

    /** @param where the field that the list stands in, for example {@code stages[2].gates} */
    public static List<GateRule> rules(String where, @Nullable List<@Nullable GateRuleRequest> requests) {
        var rules = new ArrayList<GateRule>();
        if (requests == null) {
            return rules;
        }
        for (var i = 0; i < requests.size(); i++) {
            var request = requests.get(i);
            if (request == null) {
                throw Require.refusal("bad-gate", where + "[" + i + "]", "an empty gate.");
            }
            rules.add(request.rule(where + "[" + i + "]"));
        }
        return rules;
    }

    private GateRule rule(String where) {
        return switch (Objects.requireNonNullElse(type, "")) {
            case "success-share" -> {
                only(where, "min");
                var standard = GateRule.SuccessShare.DEFAULT;
                yield new GateRule.SuccessShare(or(min, standard.min()), action(where, standard.action()));
            }
            case "failure-share" -> {
                only(where, "max", "minVerdicts");
                var standard = GateRule.FailureShare.DEFAULT;
                yield new GateRule.FailureShare(
                        or(max, standard.max()),
                        or(minVerdicts, standard.minVerdicts()),
                        action(where, standard.action()));
            }
            case "accuracy-drop" -> {
                only(where, "max", "minSamples", "byDevice");
                var standard = GateRule.AccuracyDrop.DEFAULT;
                yield new GateRule.AccuracyDrop(
                        or(max, standard.max()),
                        or(minSamples, standard.minSamples()),
                        or(byDevice, standard.byDevice()),
                        action(where, standard.action()));
            }
            case "latency-ratio" -> {
                only(where, "max", "floor", "minInferences");
                var standard = GateRule.LatencyRatio.DEFAULT;
                yield new GateRule.LatencyRatio(
                        or(max, standard.max()),
                        or(floor, standard.floor()),
                        or(minInferences, standard.minInferences()),
                        action(where, standard.action()));
            }
            case "error-rate" -> {
                only(where, "max", "maxRise", "minInferences");
                var standard = GateRule.ErrorRate.DEFAULT;
                yield new GateRule.ErrorRate(
                        max,
                        max == null && maxRise == null ? standard.maxRise() : maxRise,
                        or(minInferences, standard.minInferences()),
                        action(where, standard.action()));
            }
            case "drift" -> {
                only(where, "max", "minInferences");
                var standard = GateRule.Drift.DEFAULT;
                yield new GateRule.Drift(
                        or(max, standard.max()),
                        or(minInferences, standard.minInferences()),
                        action(where, standard.action()));
            }
            case "webhook" -> {
                only(where, "url", "timeout");
                yield new GateRule.Webhook(
                        address(where),
                        or(timeout, GateRule.Webhook.DEFAULT_TIMEOUT),
                        action(where, GateRule.Webhook.DEFAULT_ACTION));
            }
            case "manual-approval" -> {
                only(where);
                yield new GateRule.ManualApproval(action(where, GateRule.ManualApproval.DEFAULT.action()));
            }
            default ->
                throw Require.refusal(
                        "bad-gate",
                        where + ".type",
                        "one of success-share, failure-share, accuracy-drop, latency-ratio, error-rate,"
                                + " drift, webhook and manual-approval.");
        };
    }

    /** A limit that was written and not read would be a brake that nobody pulls. */
    private void only(String where, String... belonging) {
        var known = Set.of(belonging);
        for (var field : written()) {
            if (!known.contains(field)) {
                throw Require.refusal("bad-gate", where + "." + field, "a " + type + " has no such field.");
            }
        }
    }

    private List<String> written() {
        var written = new ArrayList<String>();
        add(written, "min", min);
        add(written, "max", max);
        add(written, "maxRise", maxRise);
        add(written, "minSamples", minSamples);
        add(written, "minVerdicts", minVerdicts);
        add(written, "minInferences", minInferences);
        add(written, "byDevice", byDevice);
        add(written, "floor", floor);
        add(written, "url", url);
        add(written, "timeout", timeout);
        return written;
    }

    private static void add(List<String> written, String field, @Nullable Object value) {
        if (value != null) {
            written.add(field);
        }
    }

    private URI address(String where) {
        try {
            return new URI(Objects.requireNonNullElse(url, ""));
        } catch (URISyntaxException notAnAddress) {
            throw Require.refusal("bad-gate", where + ".url", "not an address.");
        }
    }

    private OnFailure action(String where, OnFailure standard) {
        if (action == null) {
            return standard;
        }
        try {
            return OnFailure.valueOf(action.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException unknown) {
            throw Require.refusal("bad-gate", where + ".action", "one of ADVANCE, PAUSE, STOP and ROLL_BACK.");
        }
    }

    private static <T> T or(@Nullable T value, T standard) {
        return Optional.ofNullable(value).orElse(standard);
    }
}
