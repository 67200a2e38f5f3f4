/**
 * A light MQTT 5 line for many devices in one process: the only door to the HiveMQ client. All lines share one event loop.
 * <p>Start reading at {@link io.modelferry.simulator.mqtt.HiveLinks}.
 */
@NullMarked
package io.modelferry.simulator.mqtt;

import org.jspecify.annotations.NullMarked;
