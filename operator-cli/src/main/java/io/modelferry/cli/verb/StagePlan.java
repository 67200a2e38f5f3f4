package io.modelferry.cli.verb;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Stages as people write them, {@code lab,10%,50%,100%}, as the API takes them.
 *
 * @param soak how long a stage must stay healthy before the gate may let the rollout on
 */
record StagePlan(List<String> stages, Duration soak) {

    private static final BigDecimal WHOLE = new BigDecimal(100);

    StagePlan {
        stages = List.copyOf(stages);
    }

    List<Map<String, ?>> forTheServer() {
        var described = new ArrayList<Map<String, ?>>();
        stages.forEach(stage -> described.add(describe(stage.strip())));
        return described;
    }

    private Map<String, ?> describe(String stage) {
        if (stage.equals("lab")) {
            return Map.of("name", "lab", "lab", true, "soak", soak.toString());
        }
        return Map.of(
                "name", percent(stage).toPlainString() + " %", "percent", percent(stage), "soak", soak.toString());
    }

    /** Whole, or to a thousandth: the tenth of a percent of a large fleet is a stage. */
    private static BigDecimal percent(String stage) {
        var digits =
                stage.endsWith("%") ? stage.substring(0, stage.length() - 1).strip() : stage;
        if (digits.matches("[0-9]{1,3}(\\.[0-9]{1,3})?")) {
            var percent = new BigDecimal(digits);
            if (percent.signum() > 0 && percent.compareTo(WHOLE) <= 0) {
                return percent;
            }
        }
        throw new IllegalArgumentException(
                "'" + stage
                        + "' is no stage: say lab, or a share above 0% up to 100%, for example 0.1%. By count or filter: --plan");
    }
}
