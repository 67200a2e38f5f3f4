package io.modelferry.control.rollout.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be settled before a rollout runs, and which one goes first.
 *
 * @param startAt it starts by itself then; null waits for a hand
 * @param weight of two rollouts that want one device, the heavier goes first, 0…1000
 * @param supersedes ids of active rollouts that this one ends when it starts
 * @param dryRun checked and reckoned, never written
 * @param noWayBack accepted although the version before lies below the floor: it halts where it would go back; null in rows of before
 */
public record Clearance(
        @Nullable Instant startAt,
        Approval approval,
        int weight,
        List<String> supersedes,
        boolean dryRun,
        @Nullable Boolean noWayBack) {

    public static final int DEFAULT_WEIGHT = 500;
    public static final int HEAVIEST = 1000;
    public static final Clearance DEFAULT = new Clearance(null, Approval.BY_SIZE, DEFAULT_WEIGHT, List.of(), false);

    @JsonCreator
    public Clearance {
        supersedes = List.copyOf(supersedes);
        noWayBack = Boolean.TRUE.equals(noWayBack);
    }

    /** With a way back. */
    public Clearance(
            @Nullable Instant startAt, Approval approval, int weight, List<String> supersedes, boolean dryRun) {
        this(startAt, approval, weight, supersedes, dryRun, false);
    }

    public boolean acceptsNoWayBack() {
        return Boolean.TRUE.equals(noWayBack);
    }
}
