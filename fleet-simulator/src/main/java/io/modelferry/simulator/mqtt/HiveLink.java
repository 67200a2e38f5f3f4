package io.modelferry.simulator.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectRestrictions;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.report.Presence;
import io.modelferry.simulator.device.Line;
import io.modelferry.simulator.mqtt.HiveLinks.Tls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One device's line. The broker keeps no session for it: what is retained comes again with every subscription, and what the
 * device has to say is kept by the device.
 */
public final class HiveLink implements Line {

    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final int RECEIVE_MAXIMUM = 32;

    private final DeviceId device;
    private final @Nullable Tls tls;
    private final Supplier<Mqtt5AsyncClient> clients;
    private final byte[] offline;
    private final Map<Channel, List<Consumer<Message>>> listeners = new ConcurrentHashMap<>();
    private final List<Runnable> onConnected = new CopyOnWriteArrayList<>();
    private volatile Mqtt5AsyncClient client;
    private volatile @Nullable X509Certificate shown;
    private volatile boolean subscribed;

    /** @param clients each one a new client of the same device */
    HiveLink(DeviceId device, UUID boot, @Nullable Tls tls, Supplier<Mqtt5AsyncClient> clients) {
        this.device = device;
        this.tls = tls;
        this.clients = clients;
        this.client = clients.get();
        this.shown = certificate();
        this.offline = ProtocolJson.write(new Presence(false, boot));
    }

    @Override
    public CompletableFuture<Void> connect() {
        subscribed = false;
        followTheCertificate();
        return client.connect(connectMessage())
                .thenCompose(_ -> client.subscribe(subscriptions(), this::arrived))
                .thenRun(this::up);
    }

    /** A client resumes the TLS session that it had, and with it the certificate of then: a renewed one needs another client. */
    private void followTheCertificate() {
        var now = certificate();
        if (!Objects.equals(shown, now)) {
            shown = now;
            client = clients.get();
        }
    }

    private @Nullable X509Certificate certificate() {
        return tls == null ? null : tls.shown().get();
    }

    private Mqtt5Connect connectMessage() {
        return Mqtt5Connect.builder()
                .cleanStart(true)
                .keepAlive(KEEP_ALIVE_SECONDS)
                .restrictions(Mqtt5ConnectRestrictions.builder()
                        .receiveMaximum(RECEIVE_MAXIMUM)
                        .build())
                .willPublish(Mqtt5Publish.builder()
                        .topic(Topics.of(device, Channel.PRESENCE))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(offline)
                        .retain(true)
                        .build()
                        .asWill())
                .build();
    }

    private Mqtt5Subscribe subscriptions() {
        return Mqtt5Subscribe.builder()
                .addSubscriptions(Arrays.stream(Channel.values())
                        .filter(channel -> !channel.uplink())
                        .map(channel -> Mqtt5Subscription.builder()
                                .topicFilter(Topics.of(device, channel))
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .build()))
                .build();
    }

    private void up() {
        subscribed = true;
        onConnected.forEach(Runnable::run);
    }

    private void arrived(Mqtt5Publish publish) {
        Topics.parse(publish.getTopic().toString())
                .filter(address -> address.device().equals(device))
                .ifPresent(address -> tell(new Message(
                        address.channel(),
                        publish.getPayloadAsBytes(),
                        publish.getCorrelationData().map(HiveLink::bytes).orElse(Message.NO_CORRELATION))));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private void tell(Message message) {
        listeners.getOrDefault(message.channel(), List.of()).forEach(listener -> listener.accept(message));
    }

    @Override
    public boolean connected() {
        return subscribed && client.getState().isConnected();
    }

    @Override
    public CompletableFuture<Void> publish(Message message) {
        if (!connected()) {
            return CompletableFuture.failedFuture(new IOException("the line of " + device + " is down"));
        }
        return client.publish(publishOf(message)).thenRun(() -> {});
    }

    private Mqtt5Publish publishOf(Message message) {
        var publish = Mqtt5Publish.builder()
                .topic(Topics.of(device, message.channel()))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(message.payload())
                .retain(retained(message.channel()));
        return message.correlation().length == 0
                ? publish.build()
                : publish.correlationData(message.correlation()).build();
    }

    private static boolean retained(Channel channel) {
        return channel == Channel.REPORTED || channel == Channel.PRESENCE;
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
    public void vanish() {
        disconnect(Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE);
    }

    @Override
    public void close() {
        leave();
    }

    @Override
    public CompletableFuture<Void> leave() {
        return publish(Channel.PRESENCE, offline)
                .handle((_, _) -> disconnect(Mqtt5DisconnectReasonCode.NORMAL_DISCONNECTION))
                .thenCompose(left -> left);
    }

    private CompletableFuture<Void> disconnect(Mqtt5DisconnectReasonCode why) {
        subscribed = false;
        return client.disconnect(Mqtt5Disconnect.builder().reasonCode(why).build())
                .handle((_, _) -> (Void) null); // a line that is down already is down
    }
}
