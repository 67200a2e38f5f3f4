/**
 * Enrolled clients that send made-up windows at a given rate, or as fast as they are acknowledged: the load of {@code ferry bench fleet}.
 * <p>In: a rate or none, a number of windows. Out: what was acknowledged, and when the windows were sent whose way is timed.
 * <p>Start reading at {@link io.modelferry.simulator.load.Load}. Must not judge: the bench asks the control plane what has arrived.
 */
@NullMarked
package io.modelferry.simulator.load;

import org.jspecify.annotations.NullMarked;
