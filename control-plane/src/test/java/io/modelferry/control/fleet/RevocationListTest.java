package io.modelferry.control.fleet;

import static io.modelferry.control.fleet.Machine.certificate;
import static io.modelferry.control.fleet.Machine.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.RenewalReply;
import io.modelferry.protocol.enrolment.RenewalRequest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a broker of somebody else's reads: who may come in no more, signed by the fleet's CA. */
final class RevocationListTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final RunningHouse house = RunningHouse.shared();

    private X509CRL list() throws Exception {
        var file = house.data().resolve("crl.pem");
        return (X509CRL)
                CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    private boolean lists(String certificatePem) throws Exception {
        return list().isRevoked(certificate(certificatePem));
    }

    private String renewed(Machine shows, String certificatePem, Machine next) {
        var body = ProtocolJson.write(new RenewalRequest(next.csr("CN=x")));
        var answer = house.device(
                shows.tls(certificatePem),
                HttpRequest.newBuilder(house.deviceDoor(RenewalRequest.PATH))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body)));
        return ProtocolJson.read(answer.body().getBytes(StandardCharsets.UTF_8), RenewalReply.class)
                .certificatePem();
    }

    @Test
    void everyCertificateOfADecommissionedDeviceIsListedWithinTenSeconds() throws Exception {
        var before = Machine.fresh(house, "listed-01");
        var old = reply(before.enrol(Machine.token(house, "listed-01", 1))).certificatePem();
        var next = Machine.fresh(house, "listed-01");
        var present = renewed(before, old, next);
        assertThat(lists(old)).as("nobody has shown the new one yet").isFalse();

        house.api("DELETE", "/devices/listed-01", house.adminToken(), "");

        await().atMost(TEN_SECONDS).until(() -> lists(old) && lists(present));
    }

    @Test
    void aKeyIsListedOnceTheOneThatFollowsItWasShown() throws Exception {
        var before = Machine.fresh(house, "listed-02");
        var old = reply(before.enrol(Machine.token(house, "listed-02", 1))).certificatePem();
        var next = Machine.fresh(house, "listed-02");
        var present = renewed(before, old, next);

        house.device(
                next.tls(present), HttpRequest.newBuilder(house.deviceDoor(DeviceApi.METADATA + "timestamp.json")));

        await().atMost(TEN_SECONDS.multipliedBy(2)).until(() -> lists(old));
        assertThat(lists(present)).isFalse();
    }

    @Test
    void theListIsSignedByTheFleetsCaAndOutlivesAnAbsenceOfTheControlPlane() throws Exception {
        await().atMost(TEN_SECONDS).until(() -> Files.exists(house.data().resolve("crl.pem")));

        list().verify(certificate(Files.readString(house.data().resolve("keys/ca.pem")))
                .getPublicKey());

        assertThat(list().getNextUpdate().toInstant()).isAfter(Instant.now().plus(Duration.ofDays(3600)));
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(house.data().resolve("crl.pem"))))
                .isEqualTo("rw-r--r--");
    }
}
