package io.modelferry.protocol.enrolment;

/**
 * {@code POST /device/v1/certificate}, by a device that shows its present certificate.
 *
 * @param csrPem PKCS#10 with a new P-256 key; the server takes the key and nothing else. The same key again gets the same certificate
 *     (a lost answer costs nothing)
 */
public record RenewalRequest(String csrPem) {

    public static final String PATH = "/device/v1/certificate";
}
