package io.modelferry.control.fleet;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.EnrolmentReply;
import io.modelferry.protocol.enrolment.EnrolmentRequest;
import io.modelferry.protocol.enrolment.RenewalReply;
import io.modelferry.protocol.enrolment.RenewalRequest;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
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
    EnrolmentReply enrol(InputStream body) throws IOException {
        return enrolment.enrol(ProtocolJson.read(bounded(body), EnrolmentRequest.class));
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
