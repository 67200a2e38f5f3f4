/**
 * The loop in real processes: a control plane, agents, a database and a broker, started as a user would start them.
 * <p>Start reading at {@link io.modelferry.loop.LoopContract}.
 */
@NullMarked
package io.modelferry.loop;

import org.jspecify.annotations.NullMarked;
