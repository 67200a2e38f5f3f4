package io.modelferry.protocol;

import java.util.Optional;

/**
 * The topic tree {@code fleet/v1/d/<deviceId>/…}. A device publishes and receives below its own id and nowhere else; the
 * server takes a message's device from the topic, never from the payload.
 *
 * @see <a href="../docs/device-protocol.md#topics">docs/device-protocol.md</a>
 */
public final class Topics {

    /** Protocol generation and everything of one device. */
    public static final String DEVICES = "fleet/v1/d/";

    /** Retained JSON for dashboards, one topic a model version. */
    public static final String STATS = "fleet/v1/stats/";

    /** Retained JSON for dashboards: the fleet as a whole. Two levels below {@link #STATS} are versions, one is this. */
    public static final String FLEET_STATS = STATS + "fleet";

    /** Retained by control planes for themselves, one topic a process: whether the broker still has what it took over. */
    public static final String WITNESSES = "fleet/v1/control/witness/";

    /** Retained at a broker of one's own, the last will of a control plane's line: its session waits for somebody. */
    public static final String GONE = "fleet/v1/control/gone/";

    /** The channels below a device's id. */
    public enum Channel {
        /** Server → device, retained: {@code Envelope} around a {@code DesiredState}. The truth. */
        DESIRED("desired", false),
        /** Server → device: {@code Command}, a hint that expires. */
        CMD("cmd", false),
        /** Device → server, retained: {@code Reported}. */
        REPORTED("reported", true),
        /** Device → server, retained; also the last will: {@code Presence}. */
        PRESENCE("presence", true),
        /** Device → server: {@code UpdateEvent}, numbered, acknowledged by {@code Command.EventAck}. */
        EVENTS("evt", true),
        /** Device → server: {@code Window}. */
        TELEMETRY("tel", true),
        /** Device → server: {@code BlockRequest}. */
        BLOCKS_GET("blocks/get", true),
        /** Server → device: {@code Block}. */
        BLOCKS_DATA("blocks/data", false);

        private final String suffix;
        private final boolean uplink;

        Channel(String suffix, boolean uplink) {
            this.suffix = suffix;
            this.uplink = uplink;
        }

        public String suffix() {
            return suffix;
        }

        /** Whether the device writes it (else the server does). */
        public boolean uplink() {
            return uplink;
        }
    }

    /** A topic taken apart. */
    public record Address(DeviceId device, Channel channel) {}

    private Topics() {}

    public static String of(DeviceId device, Channel channel) {
        return DEVICES + device.value() + "/" + channel.suffix();
    }

    /** The filter that matches one channel of every device. */
    public static String everyDevice(Channel channel) {
        return DEVICES + "+/" + channel.suffix();
    }

    public static String stats(ModelName model, VersionName version) {
        return STATS + model.value() + "/" + version.value();
    }

    /** @return empty for a topic that is not a device's channel of this protocol */
    public static Optional<Address> parse(String topic) {
        if (!topic.startsWith(DEVICES)) {
            return Optional.empty();
        }
        var slash = topic.indexOf('/', DEVICES.length());
        if (slash < 0) {
            return Optional.empty();
        }
        var suffix = topic.substring(slash + 1);
        for (var channel : Channel.values()) {
            if (channel.suffix().equals(suffix)) {
                return device(topic.substring(DEVICES.length(), slash)).map(id -> new Address(id, channel));
            }
        }
        return Optional.empty();
    }

    private static Optional<DeviceId> device(String id) {
        try {
            return Optional.of(new DeviceId(id));
        } catch (MalformedMessage notOurs) {
            return Optional.empty();
        }
    }
}
