package io.modelferry.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The application beside one camera: shows it picture after picture by the Open Inference Protocol v2, and tells the truth afterwards. It
 * never retries: an answer that is not 200 is a dropped request and is counted.
 */
final class FieldFeeder implements AutoCloseable {

    private static final String MODEL = "/v2/models/meter-reader";
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI agent;
    private final String name;
    private final FieldStream stream;
    private final List<Integer> cases;
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicReference<String> firstFailure = new AtomicReference<>("");
    private final Thread thread;
    private volatile boolean stopped;

    FieldFeeder(String name, URI agent, FieldStream stream, List<Integer> cases) {
        this.name = name;
        this.agent = agent;
        this.stream = stream;
        this.cases = List.copyOf(cases);
        this.thread = Thread.ofPlatform().daemon().name("feeder-" + name).unstarted(this::feed);
    }

    void start() {
        thread.start();
    }

    /** Whether the camera has a model that answers. */
    boolean isReady() {
        try {
            return http.send(
                                    HttpRequest.newBuilder(agent.resolve(MODEL + "/ready"))
                                            .timeout(ANSWER_WITHIN)
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false; // not listening yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Count count() {
        return new Count(served.get(), failed.get());
    }

    /** What went wrong first; empty if nothing did. */
    String firstFailure() {
        return firstFailure.get();
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        http.shutdownNow();
    }

    /** Inferences answered, and inferences refused or lost. */
    record Count(long served, long failed) {

        static final Count NONE = new Count(0, 0);

        Count plus(Count other) {
            return new Count(served + other.served, failed + other.failed);
        }

        Count minus(Count earlier) {
            return new Count(served - earlier.served, failed - earlier.failed);
        }
    }

    private void feed() {
        for (var turn = 0L; !stopped; turn++) {
            var picture = cases.get((int) (turn % cases.size()));
            var requestId = name + "-" + turn;
            try {
                if (answered(post("/infer", inference(requestId, picture)))) {
                    served.incrementAndGet();
                    post(
                            "/feedback",
                            "{\"request_id\":\"%s\",\"label\":%d}".formatted(requestId, stream.label(picture)));
                }
            } catch (IOException e) {
                lost(e.toString());
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(EVERY_NANOS);
        }
    }

    private boolean answered(HttpResponse<String> response) {
        if (response.statusCode() == 200) {
            return true;
        }
        lost("HTTP " + response.statusCode() + " " + response.body());
        return false;
    }

    private void lost(String why) {
        if (!stopped) {
            failed.incrementAndGet();
            firstFailure.compareAndSet("", name + ": " + why);
        }
    }

    private HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(agent.resolve(MODEL + path))
                .header("Content-Type", "application/json")
                .timeout(ANSWER_WITHIN)
                .POST(BodyPublishers.ofString(json))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private String inference(String requestId, int picture) {
        var data = new StringBuilder(FieldStream.PIXELS * 6);
        for (var pixel : stream.image(picture)) {
            data.append(data.isEmpty() ? "" : ",").append(pixel);
        }
        return """
                {"id":"%s","inputs":[{"name":"image","datatype":"FP32","shape":[1,1,16,16],"data":[%s]}]}""".formatted(requestId, data);
    }
}
