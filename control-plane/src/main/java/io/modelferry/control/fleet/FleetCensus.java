package io.modelferry.control.fleet;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import java.util.List;

/** The fleet in groups: how many, never who. One query each, however many devices there are. */
public interface FleetCensus {

    /** Devices that are enrolled and not decommissioned, by where they stand. */
    List<Presence> presence();

    /** The same devices by the file that each attests. */
    List<Running> running();

    record Presence(String site, String deviceClass, boolean online, long devices) {}

    record Running(ModelName model, ArtifactDigest digest, long devices) {}
}
