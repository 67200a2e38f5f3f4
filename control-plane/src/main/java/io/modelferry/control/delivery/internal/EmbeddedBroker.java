package io.modelferry.control.delivery.internal;

import io.modelferry.control.delivery.Broker;
import io.modelferry.control.platform.CannotStart;
import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.security.FleetTls;
import io.modelferry.protocol.DeviceId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Apache Artemis in our own process, speaking MQTT 5 over mutual TLS only, with two doors: the control plane's own on the loopback, open
 * from the start, and the devices', which opens when they are heard. Its security caches are off: with them on, a certificate
 * was let in under another's client id.
 */
final class EmbeddedBroker implements Broker, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final String DEVICES = "devices";
    private static final String LINE = "line";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAX_PACKET_BYTES = 8 << 20;

    /** A retained goal is a queue of its own with one message: the broker's default of 8192 places is 32 KiB of heap for each. */
    private static final int QUEUE_PLACES = 16;

    private final ActiveMQServer server;
    private final TopicRights rights;
    private final int linePort;
    private final String publicUrl;

    /** Bound, but nobody listens: who knocks is sent away, and nobody else takes the port before the door opens. */
    private final Socket place;

    private EmbeddedBroker(ActiveMQServer server, TopicRights rights, int linePort, String publicUrl, Socket place) {
        this.place = place;
        this.server = server;
        this.rights = rights;
        this.linePort = linePort;
        this.publicUrl = publicUrl;
    }

    static EmbeddedBroker start(ModelferryConfiguration configuration, DataFolder data, FleetTls tls) {
        var mqtt = configuration.mqtt();
        if (mqtt.port() != 0) {
            requireFree(mqtt.bindAddress(), mqtt.port());
        }
        var place = keep(mqtt.bindAddress(), mqtt.port());
        var port = place.getLocalPort();
        try {
            var rights = new TopicRights(tls);
            var linePort = freePort();
            var settings = settings(data.folder("broker"))
                    .addAcceptorConfiguration(LINE, acceptor(LOOPBACK, linePort, tls) + ";remotingThreads=1")
                    .addAcceptorConfiguration(DEVICES, acceptor(mqtt.bindAddress(), port, tls) + ";autoStart=false");
            var server = new LeanArtemis(settings, rights);
            server.start();
            server.getRemotingService().addIncomingInterceptor(new ConnectGuard());
            var publicUrl = mqtt.publicUrl().isBlank()
                    ? "ssl://" + configuration.devices().publicHost() + ":" + port
                    : mqtt.publicUrl();
            log.info("embedded MQTT broker is up port={}", port);
            return new EmbeddedBroker(server, rights, linePort, publicUrl, place);
        } catch (Exception e) {
            throw new CannotStart("The embedded MQTT broker could not start: " + e.getMessage(), e);
        }
    }

    @Override
    public String url() {
        return "ssl://" + LOOPBACK + ":" + linePort;
    }

    @Override
    public String publicUrl() {
        return publicUrl;
    }

    @Override
    public void admitDevices() {
        try {
            place.close();
            server.getRemotingService().getAcceptor(DEVICES).start();
        } catch (Exception e) {
            throw new IllegalStateException("the door for devices could not be opened: " + e.getMessage(), e);
        }
        if (!accepting()) {
            throw new IllegalStateException("the door for devices did not open; the lines before this say why");
        }
    }

    /** An acceptor that could not bind only logs it: so ask the acceptor itself. */
    @Override
    public boolean accepting() {
        return server.isStarted()
                && server.getRemotingService().getAcceptor(DEVICES) instanceof NettyAcceptor acceptor
                && acceptor.isStarted();
    }

    @Override
    public boolean outlivesUs() {
        return false;
    }

    @Override
    public void putOut(DeviceId device) {
        server.getRemotingService().getConnections().stream()
                .filter(connection -> Caller.of(connection).equals(Optional.of(new Caller.Device(device))))
                .filter(connection -> !rights.admits(connection))
                .forEach(connection -> connection.disconnect(false));
    }

    @Override
    public void close() throws Exception {
        place.close();
        server.stop();
    }

    private static Configuration settings(Path folder) {
        var forgiving = new AddressSettings()
                .setAutoCreateAddresses(true)
                .setAutoCreateQueues(true)
                .setAutoDeleteAddresses(false)
                .setMaxDeliveryAttempts(-1) // an uplink comes again until its work is committed
                .setDeadLetterAddress(SimpleString.of("broker.dead"))
                .setExpiryAddress(SimpleString.of("broker.expired"))
                .setInitialQueueBufferSize(QUEUE_PLACES)
                .setMaxSizeBytes(64L << 20);
        return new ConfigurationImpl()
                .setName("modelferry")
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                .setJournalMinFiles(2)
                .setJournalFileSize(4 << 20)
                .setSecurityEnabled(true)
                .setAuthenticationCacheSize(0)
                .setAuthorizationCacheSize(0)
                .setJMXManagementEnabled(false)
                .setMaxDiskUsage(98)
                .addAddressSetting("#", forgiving)
                .addAddressSetting(LeanArtemis.RETAINED, new AddressSettings().setMaxSizeBytes(Long.MAX_VALUE));
    }

    private static String acceptor(String bindAddress, int port, FleetTls tls) {
        return "tcp://" + bindAddress + ":" + port
                + "?protocols=MQTT;useEpoll=false;useKQueue=false"
                + ";sslEnabled=true;needClientAuth=true;enabledProtocols=TLSv1.3,TLSv1.2;enabledCipherSuites="
                + Stream.concat(FleetTls.TLS_13_SUITES.stream(), FleetTls.TLS_12_SUITES.stream())
                        .collect(Collectors.joining(","))
                + ";keyStoreType=PKCS12;keyStorePath=" + encoded(tls.serverKeyStore())
                + ";keyStorePassword=" + tls.storePassword()
                + ";trustStoreType=PKCS12;trustStorePath=" + encoded(tls.trustStore())
                + ";trustStorePassword=" + tls.storePassword()
                + ";maximumPacketSize=" + MAX_PACKET_BYTES;
    }

    private static String encoded(Path path) {
        return URLEncoder.encode(path.toAbsolutePath().toString(), StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    private static void requireFree(String bindAddress, int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(bindAddress, port));
        } catch (IOException busy) {
            throw new CannotStart(
                    "Port %d for MQTT is busy. Stop what uses it, or set MODELFERRY_MQTT_PORT to another."
                            .formatted(port),
                    busy);
        }
    }

    private static Socket keep(String bindAddress, int port) {
        var place = new Socket();
        try {
            place.setReuseAddress(true);
            place.bind(new InetSocketAddress(bindAddress, port));
            return place;
        } catch (IOException e) {
            throw new CannotStart("Port %d for MQTT cannot be used: %s".formatted(port, e.getMessage()), e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new CannotStart("no free port for MQTT", e);
        }
    }
}
