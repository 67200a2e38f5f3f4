package io.modelferry.protocol.goal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How bytes may reach the device, and when they may be used.
 *
 * @param fallbackMaxBytes after a failed delta the full file may be fetched if it is no longer than this: 0 is "never",
 *     {@link Long#MAX_VALUE} is "always"
 * @param allowance what the device may spend on its line; null is "whatever it takes"
 * @param activateAt the file is fetched and proven now and goes on trial no earlier; null is "at once"
 * @param siteCache base URL of a cache near the device, asked first; it holds public bytes only, is never trusted, and
 *     whatever it gives is checked like any other download; null without one
 */
public record DeliveryPolicy(
        Transport transport,
        long fallbackMaxBytes,
        @Nullable Allowance allowance,
        @Nullable Instant activateAt,
        @Nullable String siteCache) {

    public static final DeliveryPolicy DEFAULT = new DeliveryPolicy(Transport.AUTO, Long.MAX_VALUE);

    /** The road. */
    public enum Transport {
        /** HTTPS with ranges. */
        HTTPS,
        /** MQTT blocks: no second connection. */
        MQTT,
        /** MQTT for small transfers, HTTPS for the rest. */
        AUTO
    }

    /** At any time and any cost, used at once. */
    public DeliveryPolicy(Transport transport, long fallbackMaxBytes) {
        this(transport, fallbackMaxBytes, null, null, null);
    }

    public boolean allowsFallbackOf(long fullBytes) {
        return fullBytes <= fallbackMaxBytes;
    }
}
