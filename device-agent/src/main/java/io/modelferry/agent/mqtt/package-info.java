/**
 * The device's MQTT 5 line: the only door to Eclipse Paho, behind the port {@link io.modelferry.agent.update.Link}.
 * <p>Start reading at {@link io.modelferry.agent.mqtt.PahoLink}.
 */
@NullMarked
package io.modelferry.agent.mqtt;

import org.jspecify.annotations.NullMarked;
