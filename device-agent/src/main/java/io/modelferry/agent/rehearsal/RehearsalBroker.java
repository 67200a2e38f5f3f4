package io.modelferry.agent.rehearsal;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * The server's side of MQTT 5 as far as one agent needs it: connect, subscribe to whole topics, publish at QoS 0 and 1, ping. Client
 * certificates are required. Wills are not published, and nothing is sent again: a device that returns gets the retained messages.
 *
 * @see <a href="https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html">MQTT 5.0, section 3</a>
 */
final class RehearsalBroker implements AutoCloseable {

    private static final int CONNECT = 1;
    private static final int PUBLISH = 3;
    private static final int SUBSCRIBE = 8;
    private static final int PINGREQ = 12;
    private static final int DISCONNECT = 14;
    private static final byte[] CONNACK = {0x20, 3, 0, 0, 0};
    private static final byte[] PINGRESP = {(byte) 0xD0, 0};
    private static final int LONGEST_PACKET = 8 << 20;

    private static final byte[] NO_CORRELATION = {};
    private static final int CORRELATION_DATA = 9;

    /** What a device publishes, on the thread of its connection. */
    interface Arrived {

        /** @param correlation data of a request, empty without */
        void message(String topic, byte[] payload, byte[] correlation);
    }

    private final SSLServerSocket server;
    private final Arrived arrived;
    private final Map<String, byte[]> retained = new ConcurrentHashMap<>();
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();

    RehearsalBroker(SSLContext tls, Arrived arrived) {
        this.arrived = arrived;
        try {
            var socket = tls.getServerSocketFactory().createServerSocket(0, 8, InetAddress.getLoopbackAddress());
            this.server = (SSLServerSocket) socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setNeedClientAuth(true);
        Thread.ofPlatform().daemon().name("rehearsal-mqtt").start(this::accept);
    }

    String url() {
        return "ssl://127.0.0.1:" + server.getLocalPort();
    }

    /** Sent now to whoever has subscribed, and later to whoever subscribes. */
    void retain(String topic, byte[] payload) {
        retained.put(topic, payload);
        publish(topic, payload, NO_CORRELATION);
    }

    void publish(String topic, byte[] payload, byte[] correlation) {
        for (var line : lines) {
            line.offer(topic, payload, correlation);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            } catch (IOException e) {
                // closed, or a client that gave up: the loop's condition tells which
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var line = new Line(new DataOutputStream(socket.getOutputStream()));
            try {
                line.read(new DataInputStream(socket.getInputStream()));
            } finally {
                lines.remove(line);
            }
        } catch (IOException e) {
            // the device is gone, killed perhaps: it comes again
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection. */
    private final class Line {

        private final DataOutputStream out;
        private final Set<String> topics = ConcurrentHashMap.newKeySet();

        Line(DataOutputStream out) {
            this.out = out;
        }

        void read(DataInputStream in) throws IOException {
            while (true) {
                var first = in.readUnsignedByte();
                var body = in.readNBytes(length(in));
                switch (first >> 4) {
                    case CONNECT -> send(CONNACK);
                    case SUBSCRIBE -> subscribe(new Packet(body));
                    case PUBLISH -> take(new Packet(body), (first >> 1 & 3) > 0);
                    case PINGREQ -> send(PINGRESP);
                    case DISCONNECT -> {
                        return;
                    }
                    default -> {} // acknowledgements of what we sent
                }
            }
        }

        private void subscribe(Packet packet) throws IOException {
            var id = packet.number();
            packet.correlation();
            var granted = new ByteArrayOutputStream();
            while (!packet.ended()) {
                topics.add(packet.text());
                packet.skip(1);
                granted.write(0);
            }
            send(new byte[] {(byte) 0x90, (byte) (3 + granted.size()), (byte) (id >> 8), (byte) id, 0}, granted);
            lines.add(this);
            retained.forEach((topic, payload) -> offer(topic, payload, NO_CORRELATION));
        }

        private void take(Packet packet, boolean acknowledged) throws IOException {
            var topic = packet.text();
            var id = acknowledged ? packet.number() : 0;
            var correlation = packet.correlation();
            arrived.message(topic, packet.rest(), correlation);
            if (acknowledged) {
                send(new byte[] {0x40, 2, (byte) (id >> 8), (byte) id});
            }
        }

        void offer(String topic, byte[] payload, byte[] correlation) {
            if (!topics.contains(topic)) {
                return;
            }
            var name = topic.getBytes(StandardCharsets.UTF_8);
            var properties = correlation.length == 0 ? 0 : 3 + correlation.length;
            var packet = new ByteArrayOutputStream();
            packet.write(PUBLISH << 4);
            writeLength(packet, 2 + name.length + 1 + properties + payload.length);
            packet.write(name.length >> 8);
            packet.write(name.length);
            packet.writeBytes(name);
            packet.write(properties);
            if (properties > 0) {
                packet.writeBytes(new byte[] {CORRELATION_DATA, 0, (byte) correlation.length});
                packet.writeBytes(correlation);
            }
            packet.writeBytes(payload);
            try {
                send(packet.toByteArray());
            } catch (IOException e) {
                // its reader sees the same and takes the line away
            }
        }

        private void send(byte[] head, ByteArrayOutputStream tail) throws IOException {
            var packet = new ByteArrayOutputStream();
            packet.writeBytes(head);
            packet.writeBytes(tail.toByteArray());
            send(packet.toByteArray());
        }

        private synchronized void send(byte[] packet) throws IOException {
            out.write(packet);
            out.flush();
        }
    }

    private static int length(DataInputStream in) throws IOException {
        var length = 0;
        for (var shift = 0; shift < 28; shift += 7) {
            var part = in.readUnsignedByte();
            length |= (part & 0x7F) << shift;
            if (part < 0x80) {
                if (length > LONGEST_PACKET) {
                    break;
                }
                return length;
            }
        }
        throw new IOException("a packet longer than " + LONGEST_PACKET + " bytes");
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        for (var rest = length; ; rest >>>= 7) {
            if (rest < 0x80) {
                out.write(rest);
                return;
            }
            out.write(rest & 0x7F | 0x80);
        }
    }

    /** The variable header and what follows it. */
    private static final class Packet {

        private final byte[] body;
        private int at;

        Packet(byte[] body) {
            this.body = body;
        }

        boolean ended() {
            return at >= body.length;
        }

        int number() {
            at += 2;
            return (body[at - 2] & 0xFF) << 8 | body[at - 1] & 0xFF;
        }

        String text() {
            var length = number();
            at += length;
            return new String(body, at - length, length, StandardCharsets.UTF_8);
        }

        /** This agent sets no other property, and short ones: their length is one byte. */
        byte[] correlation() throws IOException {
            var length = body[at++] & 0xFF;
            if (length == 0) {
                return NO_CORRELATION;
            }
            if (length >= 0x80 || body[at] != CORRELATION_DATA) {
                throw new IOException("a property that was not expected");
            }
            var data = Arrays.copyOfRange(body, at + 3, at + length);
            at += length;
            return data;
        }

        void skip(int bytes) {
            at += bytes;
        }

        byte[] rest() {
            return Arrays.copyOfRange(body, at, body.length);
        }
    }
}
