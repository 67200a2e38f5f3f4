package io.modelferry.agent.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.modelferry.protocol.Topics.Channel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;

/** What Paho is known to trip over; numbers are issues of eclipse-paho/paho.mqtt.java. */
class PahoTrapsTest extends DeviceOnAWire {

    // #999: subscribing on the callback thread waits for ever once ten messages stand before the answer
    @Test
    void subscribesAgainOffTheCallbackThreadWhileMessagesPourIn() throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        device.listen(Channel.CMD, message -> heard.add(new String(message.payload(), StandardCharsets.UTF_8)));
        connect();
        var pouring = new AtomicBoolean(true);
        var tap = Thread.ofVirtual().start(() -> {
            while (pouring.get()) {
                var _ = catchThrowable(() -> say(Channel.CMD, "drop", false).join());
            }
        });

        for (var round = 1; round <= 3; round++) {
            cutAndComeBack();
            heard.clear();
            patiently().until(() -> heard.size() > 20);
        }

        pouring.set(false);
        tap.join();
    }

    // #993: "too many publishes in progress" is an answer, not the end of the connection
    @Test
    void saysAtOnceWhenTheBrokerTakesNoMoreAndGoesOnWhenItDoes() {
        connect();
        wire.hang(true);

        var sent = IntStream.range(0, 25)
                .mapToObj(i -> device.publish(Channel.TELEMETRY, bytes("w" + i)))
                .toList();

        var refused = sent.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .toList();
        assertThat(refused).hasSize(5);
        assertThat(refused.getFirst().exceptionNow())
                .isInstanceOfSatisfying(
                        MqttException.class,
                        e -> assertThat(e.getReasonCode())
                                .isEqualTo(MqttClientException.REASON_CODE_MAX_INFLIGHT)
                                .isEqualTo(32_202));
        wire.hang(false);
        sent.subList(0, 20).forEach(CompletableFuture::join);
        device.publish(Channel.TELEMETRY, bytes("after")).join();
        assertThat(connections).hasValue(1);
    }

    // #654: Paho's own reconnection leaves a thread behind for every client; a fresh client each time must leave none
    @Test
    void leavesNoThreadBehindOverFiftyReconnections() {
        connect();

        for (var i = 0; i < 50; i++) {
            cutAndComeBack();
        }

        assertThat(threadsOfPaho()).hasSizeLessThanOrEqualTo(8); // one client, and perhaps one on its way out
        device.close();
        patiently().untilAsserted(() -> assertThat(threadsOfPaho()).isEmpty());
    }

    // #850, #1013: the thread that connects waits for a receiver that came and went
    @Test
    void leavesNoThreadBehindWhenTheBrokerHangsUpAtOnce() throws Exception {
        try (var rude = ca.serverTls().getServerSocketFactory().createServerSocket(0)) {
            serve(rude, socket -> {
                ((SSLSocket) socket).startHandshake();
                socket.close();
            });

            for (var i = 0; i < 10; i++) {
                assertThatThrownBy(() -> open(rude.getLocalPort())).isInstanceOf(MqttException.class);
            }
        }

        patiently().untilAsserted(() -> assertThat(threadsOfPaho()).isEmpty());
    }

    // #511, #1028: no answer to CONNECT, and no time-out either
    @Test
    void givesUpOnABrokerThatAcceptsAndNeverAnswers() throws Exception {
        try (var mute = ca.serverTls().getServerSocketFactory().createServerSocket(0)) {
            serve(mute, socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
            assertThatThrownBy(() -> open(mute.getLocalPort())).isInstanceOf(MqttException.class);
        }
        try (var deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) { // not even a handshake
            assertThatThrownBy(() -> open(deaf.getLocalPort())).isInstanceOf(MqttException.class);
        }

        patiently().untilAsserted(() -> assertThat(threadsOfPaho()).isEmpty());
    }

    private PahoConnection open(int port) throws MqttException {
        return PahoConnection.open(settings(port), (topic, payload, correlation) -> {}, (lost, why) -> {});
    }

    private interface Manners {
        void toward(Socket socket) throws IOException;
    }

    private static void serve(ServerSocket server, Manners manners) {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    var socket = server.accept();
                    Thread.ofVirtual().start(() -> {
                        var _ = catchThrowable(() -> manners.toward(socket)); // how the device takes it is asserted
                    });
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }
}
