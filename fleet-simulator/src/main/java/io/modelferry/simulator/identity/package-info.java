/**
 * Who the virtual devices are. Each enrols once, as a real one does, with a key of its own; its folder keeps the identity, so that
 * the simulator started again is the same fleet.
 * <p>Start reading at {@link io.modelferry.simulator.identity.Identities}.
 */
@NullMarked
package io.modelferry.simulator.identity;

import org.jspecify.annotations.NullMarked;
