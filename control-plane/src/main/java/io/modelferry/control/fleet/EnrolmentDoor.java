package io.modelferry.control.fleet;

import io.modelferry.control.fleet.Enrolment.Answer.Admitted;
import io.modelferry.control.fleet.Enrolment.Answer.Waits;
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

    private final Enrolment enrolment;
    private final Renewal renewal;

    EnrolmentDoor(Enrolment enrolment, Renewal renewal) {
        this.enrolment = enrolment;
        this.renewal = renewal;
    }

    @PostMapping(path = EnrolmentRequest.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Object> enrol(HttpServletRequest caller, InputStream body) throws IOException {
        var request = ProtocolJson.read(bounded(body), EnrolmentRequest.class);
        return switch (enrolment.enrol(request, caller.getRemoteAddr())) {
            case Admitted admitted -> ResponseEntity.ok(admitted.reply());
            case Waits waits ->
                ResponseEntity.status(EnrolmentPending.STATUS)
                        .header(
                                HttpHeaders.RETRY_AFTER,
                                String.valueOf(waits.pending().askAgainSeconds()))
                        .body(waits.pending());
        };
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
