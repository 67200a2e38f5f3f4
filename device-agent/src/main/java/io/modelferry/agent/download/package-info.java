/**
 * Brings bytes to the device and believes none of them before their digest is proven: HTTPS with ranges, MQTT blocks, or a cache
 * on the site. What is here survives a power cut up to the last checkpoint, and what it may cost is the goal's to say.
 * <p>Start reading at {@link io.modelferry.agent.download.Roads}, which chooses, then
 * {@link io.modelferry.agent.download.HttpsRoad}, {@link io.modelferry.agent.download.BlocksRoad} and
 * {@link io.modelferry.agent.download.SiteCache}; {@link io.modelferry.agent.download.Spending} holds back.
 */
@NullMarked
package io.modelferry.agent.download;

import org.jspecify.annotations.NullMarked;
