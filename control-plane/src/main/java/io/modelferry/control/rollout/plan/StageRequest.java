package io.modelferry.control.rollout.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One of a new rollout's {@code stages}, as it was written. */
public record StageRequest(
        @Nullable String name,
        @Nullable Double percent,
        @Nullable Boolean lab,
        @Nullable Duration soak,
        @Nullable Integer count,
        @Nullable String filter,
        @Nullable Instant notBefore,
        @Nullable List<@Nullable GateRuleRequest> gates) {

    public static List<StagePlan> plans(@Nullable List<@Nullable StageRequest> requests) {
        var plans = new ArrayList<StagePlan>();
        if (requests == null) {
            return plans;
        }
        for (var i = 0; i < requests.size(); i++) {
            var request = requests.get(i);
            if (request == null) {
                throw Require.refusal("bad-stage", "stages[" + i + "]", "an empty stage.");
            }
            plans.add(request.plan(i));
        }
        return plans;
    }

    private StagePlan plan(int position) {
        return new StagePlan(
                Optional.ofNullable(name).orElseGet(() -> standardName(position)),
                percent,
                Boolean.TRUE.equals(lab),
                Optional.ofNullable(soak).orElse(Duration.ZERO),
                count,
                filter,
                notBefore,
                GateRuleRequest.rules("stages[" + position + "].gates", gates));
    }

    private String standardName(int position) {
        if (Boolean.TRUE.equals(lab)) {
            return "lab";
        }
        if (percent != null) {
            return StagesCheck.shown(percent) + "%";
        }
        return count != null ? count + " devices" : "stage " + (position + 1);
    }
}
