package io.modelferry.agent.download;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/** GET, and of the answers only those that can come from a server of ours: not redirected, not recoded, not a page for people. */
final class HttpDoor {

    private static final int FIRST_REDIRECT = 300;
    private static final int LAST_REDIRECT = 399;
    private static final int NOT_FOUND = 404;

    /** An answer whose body is still to be read; the taker closes it. */
    record Answer(int status, HttpHeaders headers, Stream body) implements AutoCloseable {

        @Override
        public void close() {
            body.close();
        }
    }

    private final HttpClient client;
    private final Duration patience;
    private final Ticks ticks;

    /**
     * @param client follows no redirects
     * @param patience for the head of an answer, and for each next piece of its body
     */
    HttpDoor(HttpClient client, Duration patience, Ticks ticks) {
        if (client.followRedirects() != Redirect.NEVER) {
            throw new IllegalArgumentException("the client must not follow redirects");
        }
        this.client = client;
        this.patience = patience;
        this.ticks = ticks;
    }

    HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri)
                .timeout(patience)
                .header("Accept-Encoding", "identity")
                .GET();
    }

    /** @throws UpdateFailure NETWORK, TIMEOUT or INTERRUPTED */
    Answer get(HttpRequest request, MinimumRate rate, Cancellation cancellation) throws UpdateFailure {
        var began = ticks.nanos();
        var response = send(request, cancellation);
        var body = new Stream(response.body(), patience, rate, ticks, cancellation);
        try {
            rate.waited(ticks.nanos() - began, 0);
            refuseStranger(response);
            return new Answer(response.statusCode(), response.headers(), body);
        } catch (UpdateFailure e) {
            body.close();
            throw e;
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
            var silent = e.getCause() instanceof HttpTimeoutException;
            throw new UpdateFailure(
                    silent ? FailureCode.TIMEOUT : FailureCode.NETWORK, String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpdateFailure(FailureCode.INTERRUPTED, "download stopped");
        }
    }

    private static void refuseStranger(HttpResponse<InputStream> response) throws UpdateFailure {
        var status = response.statusCode();
        if (status >= FIRST_REDIRECT && status <= LAST_REDIRECT) {
            throw network("status " + status + ": redirects are not followed");
        }
        if (isRecoded(response.headers())) {
            throw network("the body was recoded on its way (Content-Encoding)");
        }
        if (status != NOT_FOUND && isPage(response.headers())) {
            throw network("status " + status + " with a page for people (text/html): a captive portal?");
        }
    }

    private static boolean isRecoded(HttpHeaders headers) {
        return headers.allValues("Content-Encoding").stream()
                .anyMatch(coding -> !coding.strip().equalsIgnoreCase("identity"));
    }

    private static boolean isPage(HttpHeaders headers) {
        var type = headers.firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        return type.startsWith("text/html") || type.startsWith("application/xhtml");
    }

    static UpdateFailure network(String detail) {
        return new UpdateFailure(FailureCode.NETWORK, detail);
    }
}
