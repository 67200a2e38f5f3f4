/**
 * The doors to the vendors: Artemis as the embedded broker, Paho as the control plane's own MQTT client.
 * <p>Start reading at {@link io.modelferry.control.delivery.internal.PahoLine} and its
 * {@link io.modelferry.control.delivery.internal.SessionTerms}, then {@link io.modelferry.control.delivery.internal.EmbeddedBroker}. Must not know what the messages mean.
 */
@NullMarked
package io.modelferry.control.delivery.internal;

import org.jspecify.annotations.NullMarked;
