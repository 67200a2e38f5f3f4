/**
 * The whole fleet in one process: who joins when, the beat that they all live by, and what can be said about them together.
 * <p>Start reading at {@link io.modelferry.simulator.fleet.VirtualFleet}.
 */
@NullMarked
package io.modelferry.simulator.fleet;

import org.jspecify.annotations.NullMarked;
