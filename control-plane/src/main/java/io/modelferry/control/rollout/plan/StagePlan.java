package io.modelferry.control.rollout.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a rollout: who gets it, and how long it must then live among them. Its size is one of {@code percent}, {@code count},
 * {@code filter} and {@code lab}.
 *
 * @param percent share of the targeted devices, above 0 up to 100, those of earlier stages drawn by lot included
 * @param lab the devices marked as lab devices, instead of a share
 * @param soak time between the stage's success and the next stage
 * @param count so many of the targeted devices, those of earlier stages drawn by lot included
 * @param filter the targeted devices that it fits (RSQL)
 * @param notBefore the stage does not open earlier
 * @param gates rules of this stage, over the plan's; null in rows of the first release
 */
public record StagePlan(
        String name,
        @Nullable Double percent,
        boolean lab,
        Duration soak,
        @Nullable Integer count,
        @Nullable String filter,
        @Nullable Instant notBefore,
        @Nullable List<GateRule> gates) {

    @JsonCreator
    public StagePlan {
        gates = gates == null ? List.of() : List.copyOf(gates);
    }

    public StagePlan(String name, @Nullable Double percent, boolean lab, Duration soak) {
        this(name, percent, lab, soak, null, null, null, null);
    }

    public static StagePlan lab(Duration soak) {
        return new StagePlan("lab", null, true, soak);
    }

    public static StagePlan percent(String name, double percent, Duration soak) {
        return new StagePlan(name, percent, false, soak);
    }

    public static StagePlan count(String name, int count, Duration soak) {
        return new StagePlan(name, null, false, soak, count, null, null, null);
    }

    public static StagePlan filter(String name, String filter, Duration soak) {
        return new StagePlan(name, null, false, soak, null, filter, null, null);
    }

    @Override
    public List<GateRule> gates() {
        return gates == null ? List.of() : gates;
    }

    /** The share in percent; 0 for a stage that is no share. */
    public double share() {
        return percent == null ? 0 : percent;
    }

    /** Whether its devices are drawn by lot, so that they say something about the others. */
    public boolean drawn() {
        return percent != null || count != null;
    }
}
