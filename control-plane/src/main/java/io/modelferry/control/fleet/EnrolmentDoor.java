package io.modelferry.control.fleet;

import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.EnrolmentReply;
import io.modelferry.protocol.enrolment.EnrolmentRequest;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The one place where a machine without a certificate may knock. */
@RestController
class EnrolmentDoor {

    private final Enrolment enrolment;

    EnrolmentDoor(Enrolment enrolment) {
        this.enrolment = enrolment;
    }

    @PostMapping(path = EnrolmentRequest.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    EnrolmentReply enrol(@RequestBody byte[] body) {
        return enrolment.enrol(ProtocolJson.read(body, EnrolmentRequest.class));
    }
}
