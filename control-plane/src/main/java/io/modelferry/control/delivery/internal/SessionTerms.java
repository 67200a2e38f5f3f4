package io.modelferry.control.delivery.internal;

import io.modelferry.control.delivery.Broker;
import io.modelferry.control.security.FleetTls;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * On which terms a control plane has its session at the broker, and what is subscribed in it. What devices publish once is shared among
 * replicas; what they retain comes to every replica, so that a restart learns it again.
 */
record SessionTerms(Broker broker, FleetTls tls) {

    static final int AT_LEAST_ONCE = 1;
    static final Duration PATIENCE = Duration.ofSeconds(10);

    static final int RECEIVE_MAXIMUM = 2048; // two batches of telemetry: one is written while the next comes in
    private static final String SHARED = "$share/control/";
    private static final Set<Channel> RETAINED = EnumSet.of(Channel.REPORTED, Channel.PRESENCE);

    /** A control plane that is back by then finds its own session. */
    private static final Duration AWAY = Duration.ofSeconds(15);

    private static final byte[] WILL = "gone".getBytes(StandardCharsets.US_ASCII);

    /** With a last will, where the session outlives us: it waits for an {@link Inheritance} of another replica. */
    MqttConnectionOptions own() {
        var options = options(tls.clientContext());
        if (broker.outlivesUs()) {
            var later = new MqttProperties();
            later.setWillDelayInterval(AWAY.toSeconds());
            options.setWill(
                    Topics.GONE + tls.clientName(), new MqttMessage(WILL, AT_LEAST_ONCE, true, new MqttProperties()));
            options.setWillMessageProperties(later);
        }
        return options;
    }

    /** Of another of us, under whose name we enter its session. */
    MqttConnectionOptions of(String name) {
        return options(tls.clientContext(name));
    }

    private MqttConnectionOptions options(SSLContext shown) {
        var options = new MqttConnectionOptions();
        options.setServerURIs(new String[] {broker.url()});
        options.setSocketFactory(shown.getSocketFactory());
        options.setHttpsHostnameVerificationEnabled(true);
        options.setAutomaticReconnect(false);
        options.setCleanStart(false);
        options.setSessionExpiryInterval(Duration.ofDays(1).toSeconds());
        options.setReceiveMaximum(RECEIVE_MAXIMUM);
        options.setKeepAliveInterval(20);
        options.setConnectionTimeout((int) PATIENCE.toSeconds());
        return options;
    }

    MqttSubscription[] subscriptions() {
        var own = broker.outlivesUs() ? Stream.of(Topics.GONE + "+") : Stream.<String>empty();
        var retained = RETAINED.stream().map(Topics::everyDevice);
        return Stream.of(own, retained, Arrays.stream(sharedFilters()))
                .flatMap(filters -> filters)
                .map(filter -> new MqttSubscription(filter, AT_LEAST_ONCE))
                .toArray(MqttSubscription[]::new);
    }

    static String[] sharedFilters() {
        return Arrays.stream(Channel.values())
                .filter(SessionTerms::isShared)
                .map(channel -> SHARED + Topics.everyDevice(channel))
                .toArray(String[]::new);
    }

    /** Whether a message on this topic comes to one replica alone. */
    static boolean isShared(String topic) {
        return Topics.parse(topic)
                .map(Topics.Address::channel)
                .filter(SessionTerms::isShared)
                .isPresent();
    }

    private static boolean isShared(Channel channel) {
        return channel.uplink() && !RETAINED.contains(channel);
    }

    /** Ends a connection whatever state it is in; its session stays. */
    static void discard(@Nullable MqttAsyncClient connection) {
        if (connection == null) {
            return;
        }
        try {
            if (connection.isConnected()) {
                connection.disconnectForcibly(100, 100, false);
            }
            connection.close(true);
        } catch (MqttException ignored) {
            // it was broken already: nothing left to do
        }
    }
}
