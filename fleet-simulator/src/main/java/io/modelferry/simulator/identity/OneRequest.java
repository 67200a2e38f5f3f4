package io.modelferry.simulator.identity;

import io.modelferry.agent.enrolment.Renewal;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;

/**
 * A connection for one request: an HTTPS client holds a thread, and a fleet would hold thousands.
 *
 * @param turns one for each device that may ask at this moment
 */
public record OneRequest(SSLContext tls, Executor executor, Semaphore turns) implements Renewal.Line {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        turns.acquire();
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .connectTimeout(PATIENCE)
                .executor(executor)
                .build()) {
            return client.send(request, BodyHandlers.ofByteArray());
        } finally {
            turns.release();
        }
    }
}
