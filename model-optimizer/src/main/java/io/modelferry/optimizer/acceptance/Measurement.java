package io.modelferry.optimizer.acceptance;

import org.jspecify.annotations.Nullable;

/**
 * What a model did on an acceptance set, one case at a time.
 *
 * @param accuracy share of cases whose most likely class is the label, 0…1; null without labels
 * @param latencyP50Micros half of the cases were answered at least this fast, on this machine's CPU
 * @param finite whether every output was a number
 */
public record Measurement(
        int cases, @Nullable Double accuracy, long latencyP50Micros, long latencyP95Micros, boolean finite) {}
