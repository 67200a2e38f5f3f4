package io.modelferry.control.delivery;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics.Channel;
import java.time.Instant;

/**
 * A message from an enrolled device, published inside a transaction; the broker gets its PUBACK after the commit. A listener
 * that throws {@link io.modelferry.protocol.MalformedMessage} sends the message to the dead letters; any other exception rolls
 * back and the message comes again. Listeners must be idempotent, quick, and look only at their own channels. Of a
 * {@link BatchedChannel} nobody hears by event.
 *
 * @param device from the topic, which the broker bound to the certificate
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are handed over, nobody compares them
public record UplinkReceived(DeviceId device, Channel channel, byte[] payload, Instant at) {}
