package io.modelferry.control.delivery.internal;

import static io.modelferry.control.delivery.internal.SessionTerms.AT_LEAST_ONCE;
import static io.modelferry.control.delivery.internal.SessionTerms.PATIENCE;

import io.modelferry.control.delivery.Broker;
import io.modelferry.control.delivery.Line;
import io.modelferry.control.delivery.Uplinks;
import io.modelferry.control.security.FleetTls;
import io.modelferry.protocol.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The control plane's MQTT client. Reconnects and re-subscribes on a thread of its own (never on Paho's callback thread), and
 * acknowledges a message only when its work is committed.
 * <p>What is subscribed, and what becomes of it when we are gone, are {@link SessionTerms}.
 */
@Component
final class PahoLine implements Line, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PahoLine.class);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration ANSWER = Duration.ofSeconds(3);

    /** What lay at the broker and what is retained comes before its answer. */
    private static final Duration CATCHING_UP = Duration.ofMinutes(2);

    private static final byte[] NOTHING = new byte[0];

    private final Broker broker;
    private final FleetTls tls;
    private final Uplinks uplinks;
    private final SessionTerms terms;
    private final Inheritance inheritance;
    private final Outbox outbox = new Outbox(PATIENCE, this::send);
    private final AtomicInteger connection = new AtomicInteger();
    private final Map<String, CompletableFuture<byte[]>> questions = new ConcurrentHashMap<>();
    private volatile boolean running;
    private volatile boolean subscribed;
    private volatile @Nullable MqttAsyncClient client;
    private @Nullable Thread keeper;

    PahoLine(Broker broker, FleetTls tls, Uplinks uplinks) {
        this.broker = broker;
        this.tls = tls;
        this.uplinks = uplinks;
        this.terms = new SessionTerms(broker, tls);
        this.inheritance = new Inheritance(terms, uplinks, this::forget);
    }

    @Override
    public boolean connected() {
        var current = client;
        return subscribed && current != null && current.isConnected();
    }

    @Override
    public int connections() {
        return connection.get();
    }

    @Override
    public CompletableFuture<Void> publish(Outgoing message) {
        return outbox.put(message);
    }

    private void send(Outgoing message, CompletableFuture<Void> done) {
        var current = client;
        if (current == null || !current.isConnected()) {
            done.completeExceptionally(new IllegalStateException("the line to the broker is down"));
            return;
        }
        try {
            current.publish(message.topic(), paho(message), null, settling(done));
        } catch (MqttException e) {
            done.completeExceptionally(e);
        }
    }

    @Override
    public Optional<byte[]> retained(String topic) {
        var current = client;
        if (current == null) {
            return Optional.empty();
        }
        var answer = new CompletableFuture<byte[]>();
        questions.put(topic, answer); // it stays: what comes later is nobody's uplink either
        try {
            current.subscribe(topic, AT_LEAST_ONCE).waitForCompletion(PATIENCE.toMillis());
            var found = answer.completeOnTimeout(NOTHING, ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            current.unsubscribe(topic).waitForCompletion(PATIENCE.toMillis());
            return found.length == 0 ? Optional.empty() : Optional.of(found);
        } catch (MqttException e) {
            return Optional.empty();
        }
    }

    @Override
    public void start() {
        running = true;
        outbox.start();
        keeper = Thread.ofPlatform().daemon().name("mqtt-keeper").start(this::keepConnected);
    }

    private void keepConnected() {
        var failures = 0;
        while (running) {
            try {
                if (!connected()) {
                    connect();
                    failures = 0;
                }
            } catch (MqttException | RuntimeException e) {
                if (failures++ == 0) {
                    log.warn("no line to the broker yet url={} reason={}", broker.url(), e.toString());
                }
            }
            LockSupport.parkNanos(LOOK.toNanos() << Math.min(failures, 4));
        }
    }

    private void connect() throws MqttException {
        subscribed = false;
        SessionTerms.discard(client);
        var fresh = new MqttAsyncClient(broker.url(), tls.clientName(), new MemoryPersistence());
        var epoch = connection.incrementAndGet();
        fresh.setManualAcks(true);
        fresh.setCallback(new Inbox(message -> hand(fresh, epoch, message), PahoLine::sayThatTheNameIsTaken));
        client = fresh;
        fresh.connect(terms.own()).waitForCompletion(PATIENCE.toMillis());
        fresh.subscribe(terms.subscriptions()).waitForCompletion(CATCHING_UP.toMillis());
        broker.admitDevices();
        subscribed = true;
        forget(tls.clientName());
        log.info("line to the broker stands url={}", broker.url());
    }

    private static void sayThatTheNameIsTaken() {
        log.error("another control plane has this one's name at the broker, each ends the other's line:"
                + " give each its own modelferry.mqtt.replica");
    }

    /** Whose session waits for nobody any more. */
    private void forget(String name) {
        if (broker.outlivesUs()) {
            publish(Outgoing.retained(Topics.GONE + name, NOTHING));
        }
    }

    private void hand(MqttAsyncClient from, int epoch, Inbox.Arrived arrived) {
        Runnable acknowledge = () -> acknowledge(from, epoch, arrived);
        var topic = arrived.incoming().topic();
        if (topic.startsWith(Topics.GONE)) {
            hear(topic.substring(Topics.GONE.length()), arrived.incoming().payload());
            acknowledge.run();
            return;
        }
        var question = questions.get(arrived.incoming().topic());
        if (question == null) {
            uplinks.accept(arrived.incoming(), acknowledge);
            return;
        }
        question.complete(arrived.incoming().payload());
        acknowledge.run();
    }

    private void hear(String name, byte[] will) {
        if (will.length == 0) {
            inheritance.isSettled(name);
        } else {
            inheritance.isGone(name);
        }
    }

    private void acknowledge(MqttAsyncClient from, int epoch, Inbox.Arrived arrived) {
        if (epoch != connection.get()) {
            return; // that connection is gone: the broker sends the message again on the new one
        }
        try {
            from.messageArrivedComplete(arrived.id(), arrived.qos());
        } catch (MqttException | RuntimeException e) { // Paho throws a NullPointerException once the line is down
            log.debug("an acknowledgement was lost; the message comes again", e);
        }
    }

    private static MqttMessage paho(Outgoing message) {
        var properties = new MqttProperties();
        if (message.expiry() != null) {
            properties.setMessageExpiryInterval(message.expiry().toSeconds());
        }
        if (message.correlation().length > 0) {
            properties.setCorrelationData(message.correlation());
        }
        return new MqttMessage(message.payload(), AT_LEAST_ONCE, message.retained(), properties);
    }

    private static MqttActionListener settling(CompletableFuture<Void> done) {
        return new MqttActionListener() {
            @Override
            @SuppressWarnings("NullAway") // CompletableFuture<Void> knows no other value
            public void onSuccess(IMqttToken token) {
                done.complete(null);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable failure) {
                done.completeExceptionally(failure);
            }
        };
    }

    @Override
    public void stop() {
        running = false;
        subscribed = false;
        inheritance.close();
        if (keeper != null) {
            LockSupport.unpark(keeper);
        }
        outbox.close();
        SessionTerms.discard(client);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the rooms that send, after them on the way down. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 100;
    }
}
