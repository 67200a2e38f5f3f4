package io.modelferry.control.telemetry;

/**
 * Where a device stands, as its enrolment said.
 *
 * @param site empty for a device that nobody knows any more
 * @param deviceClass likewise
 */
record Place(String site, String deviceClass) {

    static final Place UNKNOWN = new Place("", "");
}
