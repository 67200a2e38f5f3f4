package io.modelferry.agent.download;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/**
 * HTTPS with {@code Range} and {@code If-Range}. Whatever stands between (a cache, a captive portal) is not believed: a status
 * that was not asked for starts over or fails, the digest decides about the bytes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-14">RFC 9110, section 14</a>
 */
public final class HttpsRoad implements Road {

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int NOT_FOUND = 404;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int BUFFER = 1 << 16;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(?:\\d{1,18}|\\*)");

    private final HttpClient client;
    private final URI server;
    private final Duration patience;

    /**
     * @param client with the device's certificate and the fleet's CA; never follows redirects
     * @param patience for the head of an answer, and for each next piece of its body
     */
    public HttpsRoad(HttpClient client, URI server, Duration patience) {
        this.client = client;
        this.server = server;
        this.patience = patience;
    }

    @Override
    public void bring(ArtifactDigest digest, Arrival arrival, Cancellation cancellation)
            throws UpdateFailure, IOException {
        if (arrival.complete()) {
            return;
        }
        var response = send(request(digest, arrival.offset()), cancellation);
        try (var body = new Stream(response.body(), patience, cancellation)) {
            place(response, arrival);
            receive(body, arrival, cancellation);
        }
    }

    private HttpRequest request(ArtifactDigest digest, long offset) {
        var request = HttpRequest.newBuilder(server.resolve(DeviceApi.blob(digest)))
                .timeout(patience)
                .header("Accept-Encoding", "identity");
        if (offset > 0) {
            request.header("Range", "bytes=" + offset + "-").header("If-Range", "\"" + digest.hex() + "\"");
        }
        return request.GET().build();
    }

    /** Decides where the body's bytes belong. */
    private static void place(HttpResponse<InputStream> response, Arrival arrival) throws UpdateFailure, IOException {
        if (recoded(response)) {
            throw network("the body was recoded on its way");
        }
        requireLength(response, arrival);
        switch (response.statusCode()) {
            case OK -> arrival.startOver(); // also where 206 was asked for: the whole file comes
            case PARTIAL -> requireStart(response, arrival);
            case RANGE_NOT_SATISFIABLE -> {
                arrival.startOver();
                throw network("the server has no bytes past our offset: starting over");
            }
            default -> throw network("status " + response.statusCode());
        }
    }

    /** A captive portal's page ends here, before a byte of it is written. */
    private static void requireLength(HttpResponse<InputStream> response, Arrival arrival) throws UpdateFailure {
        var expected = response.statusCode() == OK ? arrival.lengthBytes() : arrival.lengthBytes() - arrival.offset();
        var announced = response.headers().firstValueAsLong("Content-Length").orElse(expected);
        var carriesBytes = response.statusCode() == OK || response.statusCode() == PARTIAL;
        if (carriesBytes && announced != expected) {
            throw network("%d bytes announced where %d should come".formatted(announced, expected));
        }
    }

    private static boolean recoded(HttpResponse<InputStream> response) {
        return response.headers()
                .firstValue("Content-Encoding")
                .filter(coding -> !coding.equals("identity"))
                .isPresent();
    }

    private static void requireStart(HttpResponse<InputStream> response, Arrival arrival) throws UpdateFailure {
        var range = CONTENT_RANGE.matcher(
                response.headers().firstValue("Content-Range").orElse(""));
        if (!range.matches() || Long.parseLong(range.group(1)) != arrival.offset()) {
            throw network("a range that was not asked for");
        }
    }

    private static void receive(Stream body, Arrival arrival, Cancellation cancellation)
            throws UpdateFailure, IOException {
        var buffer = new byte[BUFFER];
        while (!arrival.complete()) {
            cancellation.check();
            var n = body.read(buffer);
            if (n < 0) {
                throw network("the connection ended after " + arrival.offset() + " bytes");
            }
            arrival.append(buffer, n);
        }
    }

    @Override
    public byte[] versions(Cancellation cancellation) throws UpdateFailure {
        return document(DeviceApi.VERSIONS, cancellation)
                .orElseThrow(() -> network("the server has no list of versions"));
    }

    /** The caller's goal, unopened; empty before the first. The road when MQTT is down. */
    public Optional<byte[]> goal(Cancellation cancellation) throws UpdateFailure {
        return document(DeviceApi.DESIRED, cancellation);
    }

    private Optional<byte[]> document(String path, Cancellation cancellation) throws UpdateFailure {
        var request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(patience)
                .GET()
                .build();
        var response = send(request, cancellation);
        try (var body = new Stream(response.body(), patience, cancellation)) {
            return switch (response.statusCode()) {
                case OK -> Optional.of(body.readAtMost(ProtocolJson.MAX_DOCUMENT_BYTES));
                case NOT_FOUND -> Optional.empty();
                default -> throw network("status " + response.statusCode());
            };
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request, Cancellation cancellation) throws UpdateFailure {
        var answer = client.sendAsync(request, BodyHandlers.ofInputStream());
        cancellation.onRequest(() -> answer.cancel(true)); // wakes the wait below
        try {
            return answer.get();
        } catch (CancellationException e) {
            throw new UpdateFailure(FailureCode.INTERRUPTED, "download stopped");
        } catch (ExecutionException e) {
            cancellation.check();
            throw new UpdateFailure(FailureCode.NETWORK, String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpdateFailure(FailureCode.INTERRUPTED, "download stopped");
        }
    }

    private static UpdateFailure network(String detail) {
        return new UpdateFailure(FailureCode.NETWORK, detail);
    }
}
