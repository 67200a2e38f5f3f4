/**
 * Model and delta bytes over MQTT, for devices with no second connection: the device asks, block by block.
 * <p>Travels on {@code blocks/get} and {@code blocks/data}. Start reading at {@link io.modelferry.protocol.blocks.BlockRequest}.
 */
@NullMarked
package io.modelferry.protocol.blocks;

import org.jspecify.annotations.NullMarked;
