package io.modelferry.simulator.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.modelferry.agent.enrolment.IdentityFiles;
import io.modelferry.agent.enrolment.Renewal;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.RenewalReply;
import io.modelferry.protocol.enrolment.RenewalRequest;
import io.modelferry.simulator.mqtt.BrokerAddress;
import io.modelferry.simulator.mqtt.HiveLinks;
import io.modelferry.simulator.testing.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A virtual device's certificate, renewed by the agent's own code, at the line of the MQTT client. */
@Timeout(60)
class DeviceTlsTest {

    private static final DeviceId DEVICE = new DeviceId("sim-001");

    @TempDir
    Path folder;

    private final List<Certificate> shown = new CopyOnWriteArrayList<>();

    @Test
    void theNextConnectionShowsTheRenewedCertificateAndResumesNoSessionOfTheOld() throws Exception {
        var ca = new TestCa();
        try (var door = door(ca)) {
            var plane = controlPlane(ca);
            var url = "ssl://127.0.0.1:" + door.getLocalPort();
            var https = "http://127.0.0.1:" + plane.getAddress().getPort();
            var files = new IdentityFiles(ca.enrol(DEVICE, url, https, new byte[0], folder.resolve("id")));
            var identity = files.load().orElseThrow();
            var first = identity.certificate();
            var turns = new Semaphore(1);
            var line = new HiveLinks(1).line(DEVICE, UUID.randomUUID(), BrokerAddress.of(url), DeviceTls.of(identity));
            var renewal = new Renewal(
                    files,
                    identity,
                    new OneRequest(identity.tls(), Runnable::run, turns),
                    () -> twoThirdsAfter(first.getNotBefore().toInstant()),
                    new SplittableRandom(1),
                    Runnable::run);
            line.connect().exceptionally(_ -> null).join();
            line.connect().exceptionally(_ -> null).join();

            renewal.tick();
            line.connect().exceptionally(_ -> null).join();

            assertThat(identity.certificate()).isNotEqualTo(first);
            assertThat(files.load().orElseThrow().certificate()).isEqualTo(identity.certificate());
            assertThat(shown).containsExactly(first, first, identity.certificate());
            assertThat(turns.availablePermits()).isEqualTo(1);
            plane.stop(0);
        }
    }

    /** Of 25 hours, and what devices are spread over. */
    private static Instant twoThirdsAfter(Instant notBefore) {
        return notBefore.plus(Duration.ofHours(18));
    }

    /** Answers a renewal as the control plane does. */
    private static HttpServer controlPlane(TestCa ca) throws IOException {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext(RenewalRequest.PATH, exchange -> renew(exchange, ca));
        http.start();
        return http;
    }

    private static void renew(HttpExchange exchange, TestCa ca) throws IOException {
        try (exchange) {
            var request = ProtocolJson.read(exchange.getRequestBody().readAllBytes(), RenewalRequest.class);
            var reply = ProtocolJson.write(new RenewalReply(ca.certify(request.csrPem(), DEVICE)));
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** Writes down who knocks and lets nobody in. With TLS 1.2 a session is resumed whenever the client offers it. */
    private SSLServerSocket door(TestCa ca) throws Exception {
        var context = TestCa.serverTls(ca.issue("broker", folder.resolve("broker")));
        var door = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        door.setNeedClientAuth(true);
        door.setEnabledProtocols(new String[] {"TLSv1.2"});
        Thread.ofPlatform().daemon().start(() -> {
            while (!door.isClosed()) {
                knocked(door);
            }
        });
        return door;
    }

    private void knocked(SSLServerSocket door) {
        try (var visitor = (SSLSocket) door.accept()) {
            shown.add(visitor.getSession().getPeerCertificates()[0]);
            visitor.getInputStream().read(); // the client has to have finished its side, to have something to resume
        } catch (IOException closed) {
            // nobody came in; the list says so
        }
    }
}
