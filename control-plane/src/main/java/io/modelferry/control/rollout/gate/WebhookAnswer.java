package io.modelferry.control.rollout.gate;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What another program said of a stage: status 200 and {@code {"verdict": "PASS" | "FAIL" | "WAIT", "reason": "…"}}. Anything else is no
 * answer.
 *
 * @param reason one line of at most {@value #MAX_REASON} characters, for a person
 */
public record WebhookAnswer(Verdict verdict, String reason) {

    public static final int MAX_REASON = 300;
    public static final int MAX_BODY_BYTES = 16 << 10;

    public enum Verdict {
        PASS,
        FAIL,
        /** It will tell later: ask again. */
        WAIT,
        /** It did not answer, or not in these words. */
        NONE
    }

    private record Body(@Nullable String verdict, @Nullable String reason) {}

    public WebhookAnswer {
        var line = reason.strip().replaceAll("\\p{Cntrl}+", " ");
        reason = line.length() > MAX_REASON ? line.substring(0, MAX_REASON) + "…" : line;
    }

    /** Whether it said yes or no. */
    public boolean settled() {
        return verdict == Verdict.PASS || verdict == Verdict.FAIL;
    }

    /** @param body at most {@link #MAX_BODY_BYTES}; who reads it stops there */
    public static WebhookAnswer read(int status, byte[] body) {
        if (status != 200) {
            return none("status " + status);
        }
        if (body.length > MAX_BODY_BYTES) {
            return none("an answer of more than " + MAX_BODY_BYTES + " bytes");
        }
        try {
            var read = ProtocolJson.read(body, Body.class);
            var said = read.verdict == null ? "" : read.verdict.toUpperCase(Locale.ROOT);
            var why = read.reason == null || read.reason.isBlank() ? "no reason given" : read.reason;
            return switch (said) {
                case "PASS" -> new WebhookAnswer(Verdict.PASS, why);
                case "FAIL" -> new WebhookAnswer(Verdict.FAIL, why);
                case "WAIT" -> new WebhookAnswer(Verdict.WAIT, why);
                default -> none("a verdict that is none of PASS, FAIL and WAIT");
            };
        } catch (MalformedMessage notOurs) {
            return none("an answer that is not JSON of the right shape");
        }
    }

    /** @param why nothing came, for example {@code timed out after PT10S} */
    public static WebhookAnswer none(String why) {
        return new WebhookAnswer(Verdict.NONE, why);
    }
}
