/**
 * How a machine becomes a device: a one-time token and a key go in, a client certificate comes back.
 * <p>Start reading at {@link io.modelferry.protocol.enrolment.EnrolmentRequest}.
 */
@NullMarked
package io.modelferry.protocol.enrolment;

import org.jspecify.annotations.NullMarked;
