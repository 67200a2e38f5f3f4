/**
 * Enrolled clients that send made-up windows at a given rate, or as fast as they are acknowledged: the load of {@code ferry bench fleet}. The same load
 * with and without TLS in turn, where there is a door for that. Also machines that join, as many at a time as may.
 * <p>In: a rate or none, a number of windows or of machines. Out: what was acknowledged, and when the windows were sent whose way is timed; who joined, and how long
 * each one took.
 * <p>Start reading at {@link io.modelferry.simulator.load.Load}, then {@link io.modelferry.simulator.load.FloodMain} and {@link io.modelferry.simulator.load.Joining}. Must not judge: the bench asks the control plane what has arrived.
 */
@NullMarked
package io.modelferry.simulator.load;

import org.jspecify.annotations.NullMarked;
