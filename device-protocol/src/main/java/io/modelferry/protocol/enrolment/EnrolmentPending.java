package io.modelferry.protocol.enrolment;

import io.modelferry.protocol.DeviceId;
import java.time.Instant;

/**
 * Answer 202 to {@link EnrolmentRequest}: an operator has to accept the machine first. It keeps its key and asks again, with the same
 * token; accepted, it gets its {@link EnrolmentReply}.
 *
 * @param keyFingerprint SHA-256 of the SubjectPublicKeyInfo that waits, hexadecimal: an operator compares it with the one the machine shows
 * @param expiresAt without a decision until then, the machine needs another token
 * @param askAgainSeconds how long to wait before the next request; also in the header {@code Retry-After}
 */
public record EnrolmentPending(DeviceId device, String keyFingerprint, Instant expiresAt, int askAgainSeconds) {

    public static final int STATUS = 202;
}
