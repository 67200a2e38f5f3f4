package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.StageEvent.*;
import static io.modelferry.control.rollout.StageState.*;

import java.util.List;
import java.util.Optional;

/** The life of a stage: {@code from · event · to}. What no row accepts is a bug: stages move with their rollout alone. */
final class StageTransitions {

    /** One row. */
    record Row(StageState from, StageEvent event, StageState to) {}

    static final List<Row> TABLE = List.of(
            new Row(PENDING, OPEN, HANDING_OUT),
            new Row(PENDING, PASS, PASSED),
            new Row(HANDING_OUT, PLACE_ALL, ARRIVING),
            new Row(HANDING_OUT, PASS, PASSED),
            new Row(ARRIVING, SETTLE, SETTLED),
            new Row(ARRIVING, PASS, PASSED),
            new Row(SETTLED, PASS, PASSED));

    private StageTransitions() {}

    static Optional<StageState> next(StageState from, StageEvent event) {
        return TABLE.stream()
                .filter(row -> row.from() == from && row.event() == event)
                .map(Row::to)
                .findFirst();
    }
}
