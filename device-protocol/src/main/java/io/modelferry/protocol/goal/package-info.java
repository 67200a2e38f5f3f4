/**
 * What a device should run: one signed document for all of its models, with a monotone generation.
 * <p>Travels down, on {@code desired}. Start reading at {@link io.modelferry.protocol.goal.DesiredState}.
 */
@NullMarked
package io.modelferry.protocol.goal;

import org.jspecify.annotations.NullMarked;
