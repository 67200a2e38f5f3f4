package io.modelferry.protocol.enrolment;

import io.modelferry.protocol.DeviceId;

/**
 * {@code POST /device/v1/enrol}, over TLS pinned by the join string, without a client certificate.
 *
 * @param token one-time; the same token with the same key gives the same certificate again (a lost answer costs nothing)
 * @param device the id that the machine asks for; the token may bind it
 * @param csrPem PKCS#10 with a P-256 key; the server takes the key and nothing else
 */
public record EnrolmentRequest(String token, DeviceId device, String csrPem) {

    public static final String PATH = "/device/v1/enrol";
}
