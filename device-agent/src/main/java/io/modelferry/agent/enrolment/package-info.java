/**
 * How a machine becomes a device, once: key and certificate request out, certificate and trust anchors back, over a connection
 * pinned by the join string. Also the TLS that the device speaks from then on.
 * <p>Start reading at {@link io.modelferry.agent.enrolment.Enrolment}, then
 * {@link io.modelferry.agent.enrolment.DeviceIdentity}.
 */
@NullMarked
package io.modelferry.agent.enrolment;

import org.jspecify.annotations.NullMarked;
