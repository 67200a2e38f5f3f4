package io.modelferry.control.fleet;

import io.modelferry.control.fleet.Enrolment.Answer.Admitted;
import io.modelferry.control.fleet.Enrolment.Answer.Waits;
import io.modelferry.control.platform.Attempts;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.EnrolmentPending;
import io.modelferry.protocol.enrolment.EnrolmentRequest;
import io.modelferry.protocol.enrolment.RenewalReply;
import io.modelferry.protocol.enrolment.RenewalRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where a machine without a certificate may knock, and a device gets its next one. */
@RestController
class EnrolmentDoor {

    private static final int MAX_REQUEST_BYTES = 64 << 10;

    private static final int WRONG_TOKENS = 60;
    private static final Duration WITHIN = Duration.ofMinutes(1);

    private final Enrolment enrolment;
    private final Renewal renewal;
    private final Attempts wrongTokens;

    EnrolmentDoor(Enrolment enrolment, Renewal renewal, InstantSource clock) {
        this.enrolment = enrolment;
        this.renewal = renewal;
        this.wrongTokens = new Attempts(WRONG_TOKENS, WITHIN, clock);
    }

    @PostMapping(path = EnrolmentRequest.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Object> enrol(HttpServletRequest caller, InputStream body) throws IOException {
        var request = ProtocolJson.read(bounded(body), EnrolmentRequest.class);
        return switch (enrol(request, caller.getRemoteAddr())) {
            case Admitted admitted -> ResponseEntity.ok(admitted.reply());
            case Waits waits ->
                ResponseEntity.status(EnrolmentPending.STATUS)
                        .header(
                                HttpHeaders.RETRY_AFTER,
                                String.valueOf(waits.pending().askAgainSeconds()))
                        .body(waits.pending());
        };
    }

    /** Who guesses at tokens from one address is soon told to wait, before anything is looked up. */
    private Enrolment.Answer enrol(EnrolmentRequest request, String address) {
        var asks = Attempts.from(address);
        if (wrongTokens.spent(asks)) {
            throw new Refusal(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too-many-wrong-tokens",
                    "Too many tokens from your address were wrong. Try again in a minute.");
        }
        try {
            return enrolment.enrol(request, address);
        } catch (Refusal refused) {
            if (refused.code().equals(Enrolment.UNKNOWN_TOKEN)) {
                wrongTokens.count(asks);
            }
            throw refused;
        }
    }

    @PostMapping(path = RenewalRequest.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    RenewalReply renew(Principal caller, InputStream body) throws IOException {
        return renewal.renew(new DeviceId(caller.getName()), ProtocolJson.read(bounded(body), RenewalRequest.class));
    }

    /** Anybody may send here, so no more is read than a request can have. */
    private static byte[] bounded(InputStream body) throws IOException {
        var bytes = body.readNBytes(MAX_REQUEST_BYTES + 1);
        if (bytes.length > MAX_REQUEST_BYTES) {
            throw new Refusal(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "too-large",
                    "An enrolment request has at most " + MAX_REQUEST_BYTES + " bytes.");
        }
        return bytes;
    }
}
