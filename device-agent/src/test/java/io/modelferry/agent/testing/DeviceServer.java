package io.modelferry.agent.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.EnrolmentPending;
import io.modelferry.protocol.enrolment.EnrolmentReply;
import io.modelferry.protocol.enrolment.EnrolmentRequest;
import io.modelferry.protocol.enrolment.RenewalReply;
import io.modelferry.protocol.enrolment.RenewalRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The device's HTTPS interface over mutual TLS, as thin as a test can use it. */
public final class DeviceServer implements AutoCloseable {

    public static final String TOKEN = "a-token-of-twenty-or-more";

    private final FakeControlPlane plane;
    private final TestCa ca;
    private final HttpsServer http;
    private final List<String> callers = new ArrayList<>();
    private final List<Certificate> shown = new CopyOnWriteArrayList<>();
    private final List<String> renewals = new CopyOnWriteArrayList<>();
    private volatile int renewalStatus = 200;
    private String mqttUrl = "ssl://127.0.0.1:1";
    private volatile byte[] goal;
    private volatile int enrolmentStatus = 200;
    private volatile boolean pending;
    private volatile String claimedKey;
    private final List<String> enrolments = new CopyOnWriteArrayList<>();

    public DeviceServer(FakeControlPlane plane, TestCa ca) throws Exception {
        this.plane = plane;
        this.ca = ca;
        this.http = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setHttpsConfigurator(new HttpsConfigurator(ca.serverTls()) {
            @Override
            public void configure(HttpsParameters parameters) {
                parameters.setWantClientAuth(true);
            }
        });
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::handle);
        http.start();
    }

    public String url() {
        return "https://127.0.0.1:" + http.getAddress().getPort();
    }

    public String join() throws Exception {
        return "ferry1:" + ca.fingerprint() + ":" + TOKEN;
    }

    public void mqttUrl(String url) {
        mqttUrl = url;
    }

    public void goal(byte[] envelope) {
        goal = envelope;
    }

    public void refuseEnrolment(int status) {
        enrolmentStatus = status;
    }

    /** Lets machines wait for an operator, or accepts them. */
    public void pending(boolean now) {
        pending = now;
    }

    /** Says of another key that it waits. */
    public void claimKey(String fingerprint) {
        claimedKey = fingerprint;
    }

    /** Requests of those who wanted to be let in, oldest first. */
    public List<String> enrolments() {
        return enrolments;
    }

    public void refuseRenewal(int status) {
        renewalStatus = status;
    }

    /** Requests of those who asked for their next certificate, oldest first. */
    public List<String> renewals() {
        return renewals;
    }

    /** Common names of the certificates that were shown, oldest first. */
    public List<String> callers() {
        return callers;
    }

    /** Certificates that were shown, oldest first. */
    public List<Certificate> shown() {
        return shown;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            if (path.equals(EnrolmentRequest.PATH)) {
                enrol(exchange);
                return;
            }
            try {
                var session = ((HttpsExchange) exchange).getSSLSession();
                callers.add(session.getPeerPrincipal().getName());
                shown.add(session.getPeerCertificates()[0]);
            } catch (SSLPeerUnverifiedException stranger) {
                answer(exchange, 401, new byte[0]);
                return;
            }
            if (path.equals(RenewalRequest.PATH)) {
                renew(exchange, callers.getLast().substring("CN=".length()));
            } else if (path.equals(DeviceApi.DESIRED)) {
                answer(exchange, goal == null ? 404 : 200, goal == null ? new byte[0] : goal);
            } else if (path.startsWith(DeviceApi.METADATA)) {
                var file = plane.repository().file(path.substring(DeviceApi.METADATA.length()));
                answer(exchange, file.isPresent() ? 200 : 404, file.orElse(new byte[0]));
            } else {
                var bytes = plane.artifact(new ArtifactDigest(path.substring(DeviceApi.BLOBS.length())));
                answer(exchange, bytes == null ? 404 : 200, bytes == null ? new byte[0] : bytes);
            }
        }
    }

    private void enrol(HttpExchange exchange) throws IOException {
        var request = ProtocolJson.read(exchange.getRequestBody().readAllBytes(), EnrolmentRequest.class);
        if (enrolmentStatus != 200 || !request.token().equals(TOKEN)) {
            answer(exchange, enrolmentStatus == 200 ? 403 : enrolmentStatus, "{\"code\":\"no\"}".getBytes());
            return;
        }
        enrolments.add(request.csrPem());
        try {
            if (pending) {
                var key = claimedKey == null ? ca.fingerprint(request.csrPem()) : claimedKey;
                var until = Instant.parse("2026-04-01T00:00:00Z");
                var told = new EnrolmentPending(request.device(), key, until, 1);
                answer(exchange, EnrolmentPending.STATUS, ProtocolJson.write(told));
                return;
            }
            var reply = new EnrolmentReply(
                    request.device(),
                    ca.certify(request.csrPem(), request.device().value()),
                    ca.pem(),
                    mqttUrl,
                    url(),
                    plane.repository().firstRoot());
            answer(exchange, 200, ProtocolJson.write(reply));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private void renew(HttpExchange exchange, String device) throws IOException {
        var request = ProtocolJson.read(exchange.getRequestBody().readAllBytes(), RenewalRequest.class);
        renewals.add(request.csrPem());
        if (renewalStatus != 200) {
            answer(exchange, renewalStatus, new byte[0]);
            return;
        }
        try {
            answer(exchange, 200, ProtocolJson.write(new RenewalReply(ca.certify(request.csrPem(), device))));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
