/**
 * Metric windows: counts, a latency sketch, labelled accuracy, histograms. Never an input.
 * <p>Travels up, on {@code tel}. Start reading at {@link io.modelferry.protocol.telemetry.Window}.
 */
@NullMarked
package io.modelferry.protocol.telemetry;

import org.jspecify.annotations.NullMarked;
