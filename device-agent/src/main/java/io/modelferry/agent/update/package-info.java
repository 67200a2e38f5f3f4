/**
 * The update life of a device: from a signed goal to a confirmed model or back to the one before. One transition table
 * ({@link io.modelferry.agent.update.UpdateLife}), one engine ({@link io.modelferry.agent.update.Updater}), and small ports to
 * everything that moves: {@link io.modelferry.agent.update.Link}, {@link io.modelferry.agent.update.Downloads},
 * {@link io.modelferry.agent.update.Repository},
 * {@link io.modelferry.agent.update.Blobs}, {@link io.modelferry.agent.update.Slots},
 * {@link io.modelferry.agent.update.ModelHost}, {@link io.modelferry.agent.update.EventLog}.
 * <p>Real devices and simulated ones run this same code behind different ports.
 * <p>Start reading at {@link io.modelferry.agent.update.UpdateLife}, then {@link io.modelferry.agent.update.Updater}. Must not
 * know how messages travel, where bytes lie, or what runs a model.
 */
@NullMarked
package io.modelferry.agent.update;

import org.jspecify.annotations.NullMarked;
