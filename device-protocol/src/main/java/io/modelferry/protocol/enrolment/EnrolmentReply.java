package io.modelferry.protocol.enrolment;

import io.modelferry.protocol.DeviceId;

/**
 * @param certificatePem client certificate, common name = device id
 * @param caPem the fleet's CA: the only one the device trusts from now on
 * @param mqttUrl for example {@code ssl://127.0.0.1:8883}
 * @param httpsUrl for example {@code https://127.0.0.1:8443}
 * @param root the first trusted TUF root, byte for byte; all other metadata the device fetches and proves itself
 */
public record EnrolmentReply(
        DeviceId device, String certificatePem, String caPem, String mqttUrl, String httpsUrl, byte[] root) {}
