/**
 * What the world does to a device's line: when it is cut, how slow it is, and which updates go wrong. Decided by a seed, so that
 * the same storm can be had again. Knows no messages and no models.
 * <p>Start reading at {@link io.modelferry.simulator.weather.Climate}.
 */
@NullMarked
package io.modelferry.simulator.weather;

import org.jspecify.annotations.NullMarked;
