/**
 * Brings bytes to the device and believes none of them before their digest is proven: HTTPS with ranges, or MQTT blocks.
 * <p>Start reading at {@link io.modelferry.agent.download.Roads}, which chooses, then
 * {@link io.modelferry.agent.download.HttpsRoad} and {@link io.modelferry.agent.download.BlocksRoad}.
 */
@NullMarked
package io.modelferry.agent.download;

import org.jspecify.annotations.NullMarked;
