/**
 * The daemon on a device: reads its configuration, puts the rooms together, starts and stops them in order. Applications that
 * embed it open an {@link io.modelferry.agent.Agent} themselves.
 * <p>Start reading at {@link io.modelferry.agent.Agent}; the update life is in {@code agent.update}.
 */
@NullMarked
package io.modelferry.agent;

import org.jspecify.annotations.NullMarked;
