package io.modelferry.agent.download;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** Serves one file over real HTTP, as the control plane does; the next answers can be anything. */
final class FileServer implements AutoCloseable {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    final byte[] file;
    final List<Headers> requests = new CopyOnWriteArrayList<>();
    final List<String> paths = new CopyOnWriteArrayList<>();
    final AtomicLong sent = new AtomicLong();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final HttpServer http;
    private volatile Answer usual = this::honest;

    FileServer(byte[] file) throws IOException {
        this.file = file;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", exchange -> {
            try (exchange) {
                requests.add(Headers.of(exchange.getRequestHeaders()));
                paths.add(exchange.getRequestURI().getPath());
                var answer = answers.isEmpty() ? usual : answers.remove();
                answer.to(exchange);
            }
        });
        http.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    ArtifactDigest digest() {
        return FakeControlPlane.digestOf(file);
    }

    void next(Answer answer) {
        answers.add(answer);
    }

    void always(Answer answer) {
        usual = answer;
    }

    /** Of each request, {@code null} without one. */
    List<String> ranges() {
        return requests.stream()
                .map(request -> String.valueOf(request.getFirst("Range")))
                .toList();
    }

    void honest(HttpExchange exchange) throws IOException {
        begin(exchange, exchange.getRequestHeaders(), Integer.MAX_VALUE);
    }

    /** Sends a part of what it promised and hangs up. */
    Answer cutAfter(int bytes) {
        return exchange -> {
            begin(exchange, exchange.getRequestHeaders(), bytes);
            exchange.getResponseBody().flush();
        };
    }

    /** The whole file, whatever was asked for. */
    void whole(HttpExchange exchange) throws IOException {
        begin(exchange, new Headers(), Integer.MAX_VALUE);
    }

    private void begin(HttpExchange exchange, Headers asked, int most) throws IOException {
        var etag = '"' + digest().hex() + '"';
        var range = RANGE.matcher(asked.getFirst("Range") == null ? "" : asked.getFirst("Range"));
        var partial = range.matches() && etag.equals(asked.getFirst("If-Range"));
        var from = partial ? Integer.parseInt(range.group(1)) : 0;
        var last = partial && !range.group(2).isEmpty() ? Integer.parseInt(range.group(2)) : file.length - 1;
        exchange.getResponseHeaders().set("ETag", etag);
        if (partial) {
            exchange.getResponseHeaders().set("Content-Range", "bytes %d-%d/%d".formatted(from, last, file.length));
        }
        exchange.sendResponseHeaders(partial ? 206 : 200, last - from + 1);
        var count = Math.min(most, last - from + 1);
        exchange.getResponseBody().write(file, from, count);
        sent.addAndGet(count);
    }

    static Answer status(int status, String header, String value, byte[] body) {
        return exchange -> {
            exchange.getResponseHeaders().set(header, value);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        };
    }

    /** Without a length: the body ends where the server ends it. */
    static Answer chunked(byte[] body) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(body);
        };
    }

    /** Says nothing more until the test ends. */
    void fallSilent() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end.countDown();
        http.stop(0);
    }
}
