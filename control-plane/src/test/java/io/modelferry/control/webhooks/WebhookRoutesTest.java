package io.modelferry.control.webhooks;

import static io.modelferry.control.testing.RunningHouse.code;
import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.testing.RunningHouse;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Webhooks, recalls, history and capsules at the real door. */
final class WebhookRoutesTest {

    private final RunningHouse house = RunningHouse.shared();

    @Test
    void aSecretIsToldOnceAndNeverAgain() {
        var made = ask(
                "POST",
                "/webhooks",
                "{\"name\":\"once\",\"url\":\"https://93.184.216.34/hook\",\"kinds\":[\"rollout.halted\"]}");
        assertThat(made.statusCode()).isEqualTo(201);
        var secret = json(made).path("secret").asString();
        assertThat(secret).matches("whsec_[A-Za-z0-9+/]{43}=");
        var id = json(made).path("webhook").path("id").asString();

        assertThat(ask("GET", "/webhooks", "").body()).contains("\"once\"").doesNotContain(secret, "secret");
        assertThat(ask("GET", "/audit?limit=500", "").body())
                .contains("webhooks.added")
                .doesNotContain(secret);
        assertThat(code(ask("POST", "/webhooks", "{\"name\":\"once\",\"url\":\"https://93.184.216.34/\"}")))
                .isEqualTo("409 webhook-exists");
        assertThat(ask("DELETE", "/webhooks/" + id, "").statusCode()).isEqualTo(204);
        assertThat(code(ask("POST", "/webhooks/" + id + "/test", "{}"))).isEqualTo("404 webhook-not-found");
    }

    @Test
    void refusesInWordsAndWritesNothing() {
        var before = ask("GET", "/webhooks", "").body();

        assertThat(code(ask("POST", "/webhooks", "{\"name\":\"in\",\"url\":\"https://169.254.169.254/\"}")))
                .isEqualTo("422 bad-url");
        assertThat(code(ask("POST", "/webhooks", "{\"name\":\"in\",\"url\":\"http://127.0.0.1:1/\"}")))
                .isEqualTo("422 bad-url");
        assertThat(code(ask("POST", "/webhooks", "{}"))).isEqualTo("422 invalid");
        assertThat(code(ask("GET", "/webhooks/deliveries?state=lost", ""))).isEqualTo("422 unknown-state");
        assertThat(code(ask("POST", "/webhooks/deliveries/msg_x/redeliver", "{}")))
                .isEqualTo("404 delivery-not-found");

        assertThat(ask("GET", "/webhooks", "").body()).isEqualTo(before);
    }

    @Test
    void thePastAndRecallsAnswerInWordsForWhatIsNotThere() {
        var file = "ab".repeat(32);

        assertThat(json(ask("GET", "/history/digests/" + file + "/devices", ""))
                        .path("devices")
                        .asInt(-1))
                .isZero();
        assertThat(code(ask("GET", "/devices/nobody-here/as-of?at=2026-03-01T10:00:00Z", "")))
                .isEqualTo("404 device-not-found");
        assertThat(code(ask("GET", "/devices/nobody-here/as-of", ""))).isEqualTo("422 invalid");
        assertThat(code(ask("GET", "/models/none/as-of?at=2026-03-01T10:00:00Z", "")))
                .isEqualTo("404 model-not-found");
        assertThat(code(ask("POST", "/models/none/versions/1/recall", "{\"reason\":\"x\"}")))
                .isEqualTo("404 version-not-found");
        assertThat(code(ask("GET", "/rollouts/r999999/capsule", ""))).isEqualTo("404 rollout-not-found");
    }

    private HttpResponse<String> ask(String method, String path, String json) {
        return house.api(method, path, house.adminToken(), json);
    }
}
