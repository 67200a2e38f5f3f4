package io.modelferry.agent.mqtt;

import io.modelferry.agent.update.Backoff;
import io.modelferry.agent.update.Link;
import io.modelferry.agent.update.Ticks;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line that comes back by itself. Paho's own reconnection stays off: it does not subscribe again and does not spread a
 * fleet's return. Here every connection is a fresh client with a clean session (the retained goal comes again with the
 * subscription, events and windows are kept by their outboxes), and one worker thread connects, subscribes and hands messages
 * to listeners, so that Paho's callback thread never waits.
 */
public final class PahoLink implements Link {

    private static final Logger LOG = LoggerFactory.getLogger(PahoLink.class);
    private static final long ORDERLY_MILLIS = 2000;
    private static final long WATCH_SECONDS = 5;

    private final DeviceId device;
    private final PahoConnection.Settings settings;
    private final Backoff.Limits retry;
    private final RandomGenerator random;
    private final ScheduledExecutorService worker;
    private final Map<Channel, List<Consumer<Message>>> listeners = new ConcurrentHashMap<>();
    private final List<Runnable> onConnected = new CopyOnWriteArrayList<>();
    private Backoff backoff;
    private long connectedAt;
    private volatile @Nullable PahoConnection current;
    private volatile boolean closed;

    public PahoLink(DeviceId device, PahoConnection.Settings settings, Backoff.Limits retry, RandomGenerator random) {
        this.device = device;
        this.settings = settings;
        this.retry = retry;
        this.random = random;
        this.backoff = new Backoff(retry, random, Ticks.REAL);
        this.worker = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("mqtt-" + device).factory());
    }

    /** Connects, now or when the server is there. Call once, after the listeners are set. */
    public void open() {
        worker.execute(this::connect);
        worker.scheduleWithFixedDelay(this::watch, WATCH_SECONDS, WATCH_SECONDS, TimeUnit.SECONDS);
    }

    private void connect() {
        if (closed) {
            return;
        }
        try {
            var connection = PahoConnection.open(settings, this::arrived, this::lost);
            connection.subscribe(downlinks());
            current = connection;
            connectedAt = Ticks.REAL.nanos();
            LOG.info("connected to {}", settings.url());
            onConnected.forEach(PahoLink::told);
            if (closed) {
                connection.abandon();
            }
        } catch (MqttException | RuntimeException e) {
            connectAgain("no connection: " + reason(e));
        }
    }

    private static void told(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("somebody could not be told of the connection", e);
        }
    }

    /** A lost broker loses its whole fleet at once: even the first attempt waits, each device for a time of its own. */
    private void connectAgain(String why) {
        var wait = backoff.failed();
        LOG.warn("{}, again in {} ms: {}", settings.url(), wait.toMillis(), why);
        worker.schedule(this::connect, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private String[] downlinks() {
        return Arrays.stream(Channel.values())
                .filter(channel -> !channel.uplink())
                .map(channel -> Topics.of(device, channel))
                .toArray(String[]::new);
    }

    /** On a thread of Paho's. */
    private void lost(PahoConnection connection, String why) {
        later(() -> replace(connection, why));
    }

    private void replace(PahoConnection connection, String why) {
        if (current != connection) {
            return;
        }
        current = null;
        connection.abandon();
        if (Ticks.REAL.since(connectedAt).compareTo(retry.longest()) > 0) {
            backoff = new Backoff(retry, random, Ticks.REAL); // it stood: this is no flapping
        }
        connectAgain("connection lost: " + why);
    }

    /** In case Paho ends a connection without saying so. */
    private void watch() {
        var connection = current;
        if (connection != null && !connection.alive()) {
            replace(connection, "found dead");
        }
    }

    /** On Paho's callback thread. */
    private void arrived(String topic, byte[] payload, byte[] correlation) {
        Topics.parse(topic).filter(address -> address.device().equals(device)).ifPresent(address -> {
            var message = new Message(address.channel(), payload, correlation);
            later(() -> hand(message));
        });
    }

    private void hand(Message message) {
        for (var listener : listeners.getOrDefault(message.channel(), List.of())) {
            try {
                listener.accept(message);
            } catch (RuntimeException e) {
                LOG.error("a message on {} was not handled", message.channel(), e);
            }
        }
    }

    private void later(Runnable step) {
        try {
            worker.execute(step);
        } catch (RejectedExecutionException e) {
            // the line is closed: nobody waits for this any more
        }
    }

    @Override
    public boolean connected() {
        var connection = current;
        return connection != null && connection.alive();
    }

    @Override
    public CompletableFuture<Void> publish(Message message) {
        var connection = current;
        if (connection == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("the line is down"));
        }
        var retained = message.channel() == Channel.REPORTED || message.channel() == Channel.PRESENCE;
        return connection.publish(
                Topics.of(device, message.channel()), message.payload(), message.correlation(), retained);
    }

    @Override
    public void listen(Channel channel, Consumer<Message> listener) {
        listeners.computeIfAbsent(channel, _ -> new CopyOnWriteArrayList<>()).add(listener);
    }

    @Override
    public void onConnected(Runnable listener) {
        onConnected.add(listener);
    }

    @Override
    public void close() {
        closed = true;
        var connection = current;
        current = null;
        if (connection != null) {
            farewell(connection);
        }
        worker.shutdownNow();
    }

    private void farewell(PahoConnection connection) {
        try {
            connection
                    .publish(Topics.of(device, Channel.PRESENCE), settings.offline(), Message.NO_CORRELATION, true)
                    .orTimeout(ORDERLY_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        } catch (RuntimeException e) {
            LOG.debug("offline presence was left to the last will", e);
        }
        connection.close();
    }

    private static String reason(Exception e) {
        var cause = e.getCause();
        return e.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
    }
}
