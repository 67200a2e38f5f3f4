package io.modelferry.protocol.goal;

/**
 * How bytes may reach the device.
 *
 * @param fallbackMaxBytes after a failed delta the full file may be fetched if it is no longer than this: 0 is "never",
 *     {@link Long#MAX_VALUE} is "always"
 */
public record DeliveryPolicy(Transport transport, long fallbackMaxBytes) {

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

    public boolean allowsFallbackOf(long fullBytes) {
        return fullBytes <= fallbackMaxBytes;
    }
}
