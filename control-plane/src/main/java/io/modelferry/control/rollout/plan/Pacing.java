package io.modelferry.control.rollout.plan;

/**
 * How fast devices are given the version. The rate grows with trust: a stage that passed multiplies it.
 *
 * @param devicesPerMinute in the first stage, above 0
 * @param growth factor after each passed stage, 1 or more
 * @param max devices per minute that no growth goes beyond, at least {@code devicesPerMinute}
 */
public record Pacing(double devicesPerMinute, double growth, double max) {

    public static final double DEFAULT_GROWTH = 2;

    /** Nobody asks for more: a million devices in a minute. */
    public static final double FASTEST = 1_000_000;

    /** @param passed stages that passed, 0 or more */
    public double rateAfter(int passed) {
        return Math.min(max, devicesPerMinute * Math.pow(growth, passed));
    }

    /** Devices that may be given the version at once after a pause: a tenth of a minute's. At least two, or looks a second apart would lose what is saved between. */
    public int burstAfter(int passed) {
        return (int) Math.max(2, Math.floor(rateAfter(passed) / 10));
    }
}
