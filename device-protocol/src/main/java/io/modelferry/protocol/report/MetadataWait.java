package io.modelferry.protocol.report;

/**
 * Why a device that has a goal does not begin: it still waits for the fleet's signed metadata. Nothing is wrong with the goal, and the
 * device asks again by itself. Like states and failure codes these do not grow: a server refuses an event whose word it does not know.
 */
public enum MetadataWait {
    /** The server still serves older targets than the goal names. */
    NOT_SERVED,
    /** What came is not to be believed: expired, unsigned, older than what was believed before. */
    REFUSED,
    /** Nothing came. */
    UNREACHABLE,
    /** It came, and the device could not keep it. */
    NOT_KEPT;

    /** As the {@code detail} of an event says it, for a person. */
    public static String inWords(String why) {
        return "waits for signed metadata: " + why;
    }
}
