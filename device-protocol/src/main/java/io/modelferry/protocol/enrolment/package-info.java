/**
 * How a machine becomes a device and stays one: a one-time token and a key go in, a client certificate comes back; before that one ends,
 * a new key gets the next.
 * <p>Start reading at {@link io.modelferry.protocol.enrolment.EnrolmentRequest}.
 */
@NullMarked
package io.modelferry.protocol.enrolment;

import org.jspecify.annotations.NullMarked;
