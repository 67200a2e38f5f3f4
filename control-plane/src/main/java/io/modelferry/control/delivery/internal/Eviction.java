package io.modelferry.control.delivery.internal;

import static io.modelferry.control.delivery.internal.SessionTerms.AT_LEAST_ONCE;
import static io.modelferry.control.delivery.internal.SessionTerms.PATIENCE;

import io.modelferry.control.security.FleetTls;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the session of a denied device at a broker that we cannot command. A broker ends the older of two sessions of one client id, so who
 * has the fleet's CA comes under the device's name, after the broker has had time to read the revocation list by which the device does not
 * come back. What the broker then says in the device's name, its last will, is taken back.
 */
final class Eviction {

    private static final Logger log = LoggerFactory.getLogger(Eviction.class);

    /** Twice: the first may come before the broker has read its list. All within ten seconds. */
    private static final List<Duration> AFTER = List.of(Duration.ofSeconds(3), Duration.ofSeconds(7));

    private static final List<Channel> SAID_IN_ITS_NAME = List.of(Channel.PRESENCE, Channel.REPORTED);

    private final String url;
    private final FleetTls tls;
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("evicts-", 1).factory());

    Eviction(String url, FleetTls tls) {
        this.url = url;
        this.tls = tls;
    }

    /** If it is denied by then: the transaction that says so may not be over, or may fail. */
    void of(DeviceId device) {
        AFTER.forEach(delay -> timer.schedule(() -> end(device), delay.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void end(DeviceId device) {
        if (!tls.denied(device)) {
            return;
        }
        MqttAsyncClient client = null;
        try {
            client = new MqttAsyncClient(url, device.value(), new MemoryPersistence());
            client.connect(terms(device)).waitForCompletion(PATIENCE.toMillis());
            for (var channel : SAID_IN_ITS_NAME) {
                client.publish(Topics.of(device, channel), new byte[0], AT_LEAST_ONCE, true)
                        .waitForCompletion(PATIENCE.toMillis());
            }
            client.disconnect().waitForCompletion(PATIENCE.toMillis());
            log.info("session ended device={}", device);
        } catch (MqttException | RuntimeException e) {
            log.warn("the session of a denied device may go on device={} reason={}", device, e.toString());
        } finally {
            SessionTerms.discard(client);
        }
    }

    /** Nothing of the session stays, neither ours nor what the device had. */
    private MqttConnectionOptions terms(DeviceId device) {
        var options = new MqttConnectionOptions();
        options.setSocketFactory(tls.clientContext(device.value()).getSocketFactory());
        options.setHttpsHostnameVerificationEnabled(true);
        options.setAutomaticReconnect(false);
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        options.setConnectionTimeout((int) PATIENCE.toSeconds());
        return options;
    }
}
