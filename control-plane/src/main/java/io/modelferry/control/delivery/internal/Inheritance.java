package io.modelferry.control.delivery.internal;

import static io.modelferry.control.delivery.internal.SessionTerms.PATIENCE;

import io.modelferry.control.delivery.Uplinks;
import io.modelferry.control.security.FleetTls;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a broker of its own holds for control planes that are gone. A shared subscription goes on giving messages to a session whose
 * owner is away, and with the session they would be lost. So who is still there enters it under the name of who is gone, has nothing
 * more shared with it, settles what waits, and ends it. An owner that comes back meanwhile takes its session out of our hands.
 */
final class Inheritance {

    private static final Logger log = LoggerFactory.getLogger(Inheritance.class);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final SessionTerms terms;
    private final Uplinks uplinks;
    private final Consumer<String> settled;
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    /** @param settled is told the name of whose session has ended */
    Inheritance(SessionTerms terms, Uplinks uplinks, Consumer<String> settled) {
        this.terms = terms;
        this.uplinks = uplinks;
        this.settled = settled;
    }

    /** The broker says that somebody's line ended for good. */
    void isGone(String name) {
        var another = !name.equals(terms.tls().clientName()) && FleetTls.CLIENT_NAMES.contains(name);
        if (another && gone.add(name)) {
            Thread.ofPlatform().daemon().name("heir-of-" + name).start(() -> settle(name));
        }
    }

    /** Its owner, or another of us, has seen to it. */
    void isSettled(String name) {
        gone.remove(name);
    }

    void close() {
        closing = true;
    }

    private void settle(String name) {
        while (!closing && gone.contains(name)) {
            try (var session = new Session(name)) {
                var messages = session.settle();
                log.info("what the broker held for {} is settled messages={}", name, messages);
                settled.accept(name);
                return;
            } catch (MqttException | RuntimeException e) {
                log.info("what the broker holds for {} is not settled yet reason={}", name, e.toString());
                LockSupport.parkNanos(AGAIN.toNanos());
            }
        }
    }

    private final class Session implements AutoCloseable {

        private final MqttAsyncClient client;
        private final AtomicInteger shared = new AtomicInteger();
        private final AtomicInteger waiting = new AtomicInteger();
        private final String name;
        private volatile long heard;

        Session(String name) throws MqttException {
            this.name = name;
            this.client = new MqttAsyncClient(terms.broker().url(), name, new MemoryPersistence());
        }

        /** @return how many messages were shared with it */
        int settle() throws MqttException {
            client.setManualAcks(true);
            client.setCallback(new Inbox(this::hand, () -> {}));
            heard = System.nanoTime();
            client.connect(terms.of(name)).waitForCompletion(PATIENCE.toMillis());
            client.unsubscribe(SessionTerms.sharedFilters()).waitForCompletion(PATIENCE.toMillis());
            while (waiting.get() > 0 || System.nanoTime() - heard < SILENCE.toNanos()) {
                if (closing || !client.isConnected()) {
                    throw new IllegalStateException("its owner came back, or we go");
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
            var ending = new MqttProperties();
            ending.setSessionExpiryInterval(0L);
            client.disconnect(0, null, null, MqttReturnCode.RETURN_CODE_SUCCESS, ending)
                    .waitForCompletion(PATIENCE.toMillis());
            return shared.get();
        }

        /** What is retained every replica has heard for itself. */
        private void hand(Inbox.Arrived arrived) {
            heard = System.nanoTime();
            if (!SessionTerms.isShared(arrived.incoming().topic())) {
                acknowledge(arrived);
                return;
            }
            shared.incrementAndGet();
            waiting.incrementAndGet();
            uplinks.accept(arrived.incoming(), () -> {
                acknowledge(arrived);
                waiting.decrementAndGet();
            });
        }

        private void acknowledge(Inbox.Arrived arrived) {
            try {
                client.messageArrivedComplete(arrived.id(), arrived.qos());
            } catch (MqttException | RuntimeException e) { // the message comes again, to whoever takes the session next
                log.debug("an acknowledgement was lost", e);
            }
        }

        @Override
        public void close() {
            SessionTerms.discard(client);
        }
    }
}
