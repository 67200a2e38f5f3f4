package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.RolloutEvent.*;
import static io.modelferry.control.rollout.RolloutState.*;

import java.util.List;
import java.util.Optional;

/** The life of a rollout: {@code from · event · to}. What no row accepts is refused. */
final class RolloutTransitions {

    /** One row. */
    record Row(RolloutState from, RolloutEvent event, RolloutState to) {}

    static final List<Row> TABLE = List.of(
            new Row(AWAITING_APPROVAL, APPROVE, READY),
            new Row(AWAITING_APPROVAL, DENY, DENIED),
            new Row(AWAITING_APPROVAL, STOP, STOPPED),
            new Row(READY, START, RUNNING),
            new Row(READY, STOP, STOPPED),
            new Row(RUNNING, ADVANCE, RUNNING),
            new Row(RUNNING, FINISH, FINISHED),
            new Row(RUNNING, PAUSE, PAUSED),
            new Row(RUNNING, HALT, PAUSED),
            new Row(RUNNING, STOP, STOPPED),
            new Row(RUNNING, GO_BACK, ROLLING_BACK),
            new Row(PAUSED, RESUME, RUNNING),
            new Row(PAUSED, ADVANCE, RUNNING),
            new Row(PAUSED, FINISH, FINISHED),
            new Row(PAUSED, STOP, STOPPED),
            new Row(PAUSED, GO_BACK, ROLLING_BACK),
            new Row(FINISHED, GO_BACK, ROLLING_BACK),
            new Row(STOPPED, GO_BACK, ROLLING_BACK),
            new Row(ROLLING_BACK, HALT, PAUSED),
            new Row(ROLLING_BACK, ARRIVE_BACK, ROLLED_BACK));

    private RolloutTransitions() {}

    static Optional<RolloutState> next(RolloutState from, RolloutEvent event) {
        return TABLE.stream()
                .filter(row -> row.from() == from && row.event() == event)
                .map(Row::to)
                .findFirst();
    }
}
