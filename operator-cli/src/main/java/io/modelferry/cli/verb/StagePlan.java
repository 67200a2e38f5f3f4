package io.modelferry.cli.verb;

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
        return Map.of("name", percent(stage) + " %", "percent", percent(stage), "soak", soak.toString());
    }

    private static int percent(String stage) {
        var digits =
                stage.endsWith("%") ? stage.substring(0, stage.length() - 1).strip() : stage;
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > 100) {
            throw new IllegalArgumentException("'" + stage + "' is no stage: say lab, or a share from 1% to 100%");
        }
        return Integer.parseInt(digits);
    }
}
