package io.modelferry.control.rollout;

import static io.modelferry.protocol.report.UpdateState.*;

import io.modelferry.protocol.report.UpdateState;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The life of a deployment: where it stands, and what its device may tell next. It then stands where the device says. What no row accepts is
 * history only. Within an attempt a state only rises, in whatever order events arrive; after the end of one a row needs an event that is later.
 */
final class DeploymentTransitions {

    /** Whether the row belongs to the attempt that runs, or begins the next. */
    enum Attempt {
        SAME,
        NEXT
    }

    /** One row. */
    record Row(UpdateState from, Set<UpdateState> told, Attempt attempt) {

        Row {
            told = Set.copyOf(told);
        }
    }

    static final List<Row> TABLE = List.of(
            new Row(ASSIGNED, above(ASSIGNED), Attempt.SAME),
            new Row(FETCHING, above(FETCHING), Attempt.SAME),
            new Row(PATCHING, above(PATCHING), Attempt.SAME),
            new Row(VERIFIED, above(VERIFIED), Attempt.SAME),
            new Row(PROBED, above(PROBED), Attempt.SAME),
            new Row(TRIAL, above(TRIAL), Attempt.SAME),
            new Row(CONFIRMED, EnumSet.of(ROLLED_BACK), Attempt.NEXT),
            new Row(ROLLED_BACK, allBut(ROLLED_BACK), Attempt.NEXT),
            new Row(FAILED, allBut(FAILED), Attempt.NEXT));

    private DeploymentTransitions() {}

    private static Set<UpdateState> above(UpdateState state) {
        var higher = allBut(state);
        higher.removeIf(other -> other.compareTo(state) < 0);
        return higher;
    }

    private static Set<UpdateState> allBut(UpdateState state) {
        return EnumSet.complementOf(EnumSet.of(state));
    }

    /** In which attempt the deployment moves to what is told; empty if it stays. */
    static Optional<Attempt> next(UpdateState from, UpdateState told) {
        return TABLE.stream()
                .filter(row -> row.from() == from && row.told().contains(told))
                .map(Row::attempt)
                .findFirst();
    }
}
