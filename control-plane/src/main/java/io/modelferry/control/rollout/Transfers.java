package io.modelferry.control.rollout;

import io.modelferry.protocol.ModelName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What updates of a model cost on the wire, over time. Sums over everything are in {@link RolloutCensus}. */
public interface Transfers {

    int MAX_POINTS = 2000;

    /**
     * One point a step in which an update moved; an update counts whole where it moved last.
     *
     * @throws io.modelferry.control.platform.Refusal for a range that cannot be drawn, naming the field
     */
    List<Moved> of(ModelName model, Instant from, Instant to, Duration step);

    /** @param savedBytes what full files would have cost beyond what was sent, of updates whose file arrived whole */
    record Moved(Instant at, long deltaBytes, long fullBytes, long savedBytes) {}
}
