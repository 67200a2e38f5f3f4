package io.modelferry.control.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.modelferry.control.rollout.gate.WebhookAnswer;
import io.modelferry.control.rollout.gate.WebhookAnswer.Verdict;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.OnFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gate asks a real HTTP server. */
final class GateCallerTest {

    private HttpServer server;
    private volatile String asked = "";

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @ParameterizedTest(name = "{0} with {1}, in chunks: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            200 | {"verdict": "PASS", "reason": "all is well"} | false | PASS | all is well
            200 | {"verdict": "pass", "reason": "all is well"} | true  | PASS | all is well
            200 | {"verdict": "FAIL", "reason": "no"}          | true  | FAIL | no
            200 | {"verdict": "WAIT"}                          | false | WAIT | no reason given
            200 | perhaps                                      | true  | NONE | not JSON
            302 | {"verdict": "PASS", "reason": "elsewhere"}   | false | NONE | status 302
            500 | {"verdict": "PASS", "reason": "broken"}      | false | NONE | status 500
            """)
    void readsTheAnswer(int status, String body, boolean chunks, Verdict verdict, String reason) {
        answers(status, body, chunks);

        var answer = ask(true, Duration.ofSeconds(5));

        assertThat(answer.verdict()).isEqualTo(verdict);
        assertThat(answer.reason()).contains(reason);
        assertThat(asked).isEqualTo("{\"rollout\":\"r1\"}");
    }

    @ParameterizedTest(name = "private addresses allowed: {0}")
    @CsvSource({"false, not asked", "true, no answer"})
    void hasNoAnswerWhereItMayNotAskOrNobodyAnswersInTime(boolean allowed, String reason) {
        server.createContext("/", exchange -> {
            try {
                Thread.sleep(2000); // longer than the gate waits: that nobody answers in time is the test
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });

        var answer = ask(allowed, Duration.ofMillis(300));

        assertThat(answer.verdict()).isEqualTo(Verdict.NONE);
        assertThat(answer.reason()).contains(reason);
    }

    private void answers(int status, String body, boolean chunks) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, chunks ? 0 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private WebhookAnswer ask(boolean allowed, Duration timeout) {
        var caller = new GateCaller(new NetworkRules(allowed, allowed, InetAddress::getAllByName));
        var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/stage");
        return caller.ask(
                        new GateRule.Webhook(url, timeout, OnFailure.PAUSE),
                        "{\"rollout\":\"r1\"}".getBytes(StandardCharsets.UTF_8))
                .join();
    }
}
