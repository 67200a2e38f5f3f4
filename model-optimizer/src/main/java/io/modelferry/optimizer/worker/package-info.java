/**
 * A process of its own for each model that nobody trusts, with limits on memory and time.
 * <p>Start reading at {@link io.modelferry.optimizer.worker.Worker}.
 */
@NullMarked
package io.modelferry.optimizer.worker;

import org.jspecify.annotations.NullMarked;
