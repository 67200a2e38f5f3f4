package io.modelferry.control.targeting;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a device would not move. Where several are true, the first of these is told. */
public enum Reason {
    /** The filter does not select it. */
    DOES_NOT_MATCH,
    /** The filter would select it, but it is out of the fleet. */
    DECOMMISSIONED,
    OPTED_OUT,
    /** The operator keeps it on its version of this model. */
    PINNED,
    /** No variant of the version is offered for its class. */
    INCOMPATIBLE_CLASS,
    /** It reports an opset older than the version's. */
    OPSET,
    /** The file is larger than the memory it reports. */
    MEMORY,
    /** It attests the very file. */
    ALREADY_CURRENT,
    /** It quarantined the file: it failed there before. */
    QUARANTINED;

    /** As filters, problems and JSON write it. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
