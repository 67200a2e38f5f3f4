package io.modelferry.agent.rehearsal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.EnrolmentReply;
import io.modelferry.protocol.enrolment.EnrolmentRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The device's HTTPS interface: enrolment, the goal, metadata, artifacts with ranges. */
final class RehearsalServer implements AutoCloseable {

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int NOT_FOUND = 404;
    private static final Pattern FROM = Pattern.compile("bytes=(\\d{1,18})-");

    /** What it answers with. */
    interface Answers {

        EnrolmentReply enrol(EnrolmentRequest request) throws IOException;

        byte @Nullable [] goal();

        byte @Nullable [] metadata(String file);

        byte @Nullable [] artifact(ArtifactDigest digest);
    }

    private final HttpsServer http;
    private final Answers answers;

    RehearsalServer(SSLContext tls, Function<RehearsalServer, Answers> answers) {
        try {
            this.http = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.answers = answers.apply(this);
        http.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                parameters.setWantClientAuth(true);
            }
        });
        http.setExecutor(
                Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
        http.createContext("/", this::handle);
        http.start();
    }

    String url() {
        return "https://127.0.0.1:" + http.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            switch (path) {
                case EnrolmentRequest.PATH -> {
                    var request = ProtocolJson.read(exchange.getRequestBody().readAllBytes(), EnrolmentRequest.class);
                    answer(exchange, ProtocolJson.write(answers.enrol(request)));
                }
                case DeviceApi.DESIRED -> answer(exchange, answers.goal());
                default -> file(exchange, path);
            }
        }
    }

    private void file(HttpExchange exchange, String path) throws IOException {
        if (path.startsWith(DeviceApi.METADATA)) {
            answer(exchange, answers.metadata(path.substring(DeviceApi.METADATA.length())));
        } else {
            blob(exchange, path);
        }
    }

    private void blob(HttpExchange exchange, String path) throws IOException {
        if (!path.startsWith(DeviceApi.BLOBS)) {
            answer(exchange, null);
            return;
        }
        var digest = new ArtifactDigest(path.substring(DeviceApi.BLOBS.length()));
        var bytes = answers.artifact(digest);
        exchange.getResponseHeaders().set("ETag", "\"" + digest.hex() + "\"");
        var range = exchange.getRequestHeaders().getFirst("Range");
        var from = FROM.matcher(range == null ? "" : range);
        if (bytes == null || !from.matches() || Long.parseLong(from.group(1)) >= bytes.length) {
            answer(exchange, bytes);
            return;
        }
        var start = Integer.parseInt(from.group(1));
        var length = bytes.length - start;
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes %d-%d/%d".formatted(start, bytes.length - 1, bytes.length));
        exchange.sendResponseHeaders(PARTIAL, length);
        exchange.getResponseBody().write(bytes, start, length);
    }

    private static void answer(HttpExchange exchange, byte @Nullable [] body) throws IOException {
        if (body == null) {
            exchange.sendResponseHeaders(NOT_FOUND, -1);
        } else {
            exchange.sendResponseHeaders(OK, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
