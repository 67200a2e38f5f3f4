/**
 * What a device says about itself: what it runs, what it can do, and every step of an update.
 * <p>Travels up, on {@code reported}, {@code evt} and {@code presence}. Start reading at {@link io.modelferry.protocol.report.Reported}.
 */
@NullMarked
package io.modelferry.protocol.report;

import org.jspecify.annotations.NullMarked;
