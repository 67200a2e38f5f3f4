package io.modelferry.protocol.goal;

import java.time.Duration;

/**
 * What a new model must live through on the device before it is confirmed.
 *
 * @param window how long the trial lasts
 * @param minInferences answered inferences before the trial can be confirmed; after {@code window} alone a quiet device waits
 *     up to {@code patience} for them and is then confirmed on what it has
 * @param patience the longest trial
 * @param maxErrorShare failed / all inferences, 0…1; above it (with at least five inferences) the device goes back
 */
public record Probation(Duration window, int minInferences, Duration patience, double maxErrorShare) {

    public static final Probation DEFAULT = new Probation(Duration.ofMinutes(10), 20, Duration.ofHours(1), 0.05);
}
