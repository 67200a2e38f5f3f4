/**
 * How a device gets from the file it has to the file it shall have: by one delta, by several, or by the full file. Pure arithmetic over what is known
 * of deltas; reads none.
 * <p>Start reading at {@link io.modelferry.delta.plan.RoutePlanner}.
 */
@NullMarked
package io.modelferry.delta.plan;

import org.jspecify.annotations.NullMarked;
