package io.modelferry.protocol.enrolment;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.trust.VerificationKey;

/**
 * @param certificatePem client certificate, common name = device id
 * @param caPem the fleet's CA: the only one the device trusts from now on
 * @param mqttUrl for example {@code ssl://127.0.0.1:8883}
 * @param httpsUrl for example {@code https://127.0.0.1:8443}
 * @param targetsKey verifies the list of versions
 * @param goalKey verifies goals
 */
public record EnrolmentReply(
        DeviceId device,
        String certificatePem,
        String caPem,
        String mqttUrl,
        String httpsUrl,
        VerificationKey targetsKey,
        VerificationKey goalKey) {}
