package io.modelferry.cli.bench.fleet;

import io.modelferry.cli.bench.Figure;
import java.util.List;

/** A load, and what of it lies in the database. */
record Arrived(Load load, Stored stored) {

    /** From the first publish until the last window is stored. */
    double storedPerSecond() {
        return load.windows() / stored.secondsFrom(load);
    }

    Figure lost(String key, String what) {
        return Figure.atMost(
                key,
                what,
                List.of((double) (load.windows() - stored.windows())),
                "",
                0,
                "%d sent in %s s, %d acknowledged after %s s, %d stored after %s s"
                        .formatted(
                                load.windows(),
                                Figure.number(load.sendingSeconds()),
                                load.acknowledged(),
                                Figure.number(load.seconds()),
                                stored.windows(),
                                Figure.number(stored.secondsFrom(load))));
    }
}
