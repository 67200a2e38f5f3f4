package io.modelferry.control.telemetry;

import java.time.Instant;
import java.util.List;

/** The field as it is now, for dashboards. Charts over time ask {@link Telemetry}. */
public interface FieldStats {

    /** The minute before {@code now}, of each version that devices reported about in it. */
    List<FleetStats> at(Instant now);
}
