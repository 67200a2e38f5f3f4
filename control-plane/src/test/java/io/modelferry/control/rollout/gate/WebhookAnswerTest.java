package io.modelferry.control.rollout.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as another program's word. */
final class WebhookAnswerTest {

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"verdict\": \"pass\", \"reason\": \"fine\"} | PASS | fine",
                "200 | {\"verdict\": \"FAIL\"} | FAIL | no reason given",
                "200 | {\"verdict\": \"WAIT\", \"reason\": \"a\\nb\"} | WAIT | a b",
                "200 | {\"verdict\": \"maybe\"} | NONE | a verdict that is none of PASS, FAIL and WAIT",
                "200 | {} | NONE | a verdict that is none of PASS, FAIL and WAIT",
                "200 | ok | NONE | an answer that is not JSON of the right shape",
                "503 | {\"verdict\": \"PASS\"} | NONE | status 503",
                "302 | {\"verdict\": \"PASS\"} | NONE | status 302"
            })
    void readsOnlyAnAnswerOfTheRightShape(int status, String body, WebhookAnswer.Verdict verdict, String reason) {
        assertThat(WebhookAnswer.read(status, body.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new WebhookAnswer(verdict, reason));
    }

    @Test
    void anEndlessAnswerIsNone() {
        assertThat(WebhookAnswer.read(200, new byte[WebhookAnswer.MAX_BODY_BYTES + 1])
                        .verdict())
                .isEqualTo(WebhookAnswer.Verdict.NONE);
        assertThat(new WebhookAnswer(WebhookAnswer.Verdict.FAIL, "x".repeat(5000)).reason())
                .hasSize(WebhookAnswer.MAX_REASON + 1);
    }
}
