package io.modelferry.agent.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.DeviceServer;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.TestCa;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.enrolment.JoinString;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A device's next certificate, over real mutual TLS. Certificates of the test's authority live 25 hours. */
@Timeout(30)
class RenewalTest {

    @TempDir
    Path folder;

    private DeviceServer server;
    private IdentityFiles files;
    private DeviceIdentity identity;
    private HttpClient http;
    private Renewal renewal;
    private X509Certificate first;
    private Instant now;

    @BeforeEach
    void aDevice() throws Exception {
        server = new DeviceServer(new FakeControlPlane(), new TestCa("127.0.0.1"));
        files = new IdentityFiles(folder.resolve("id"));
        identity = new Enrolment(files)
                .enrol(URI.create(server.url()), JoinString.parse(server.join()), FakeControlPlane.DEVICE);
        first = identity.certificate();
        http = HttpClient.newBuilder().sslContext(identity.tls()).build();
        renewal = new Renewal(
                files,
                identity,
                request -> http.send(request, BodyHandlers.ofByteArray()),
                () -> now,
                new SplittableRandom(1),
                Runnable::run);
        now = first.getNotBefore().toInstant();
    }

    @AfterEach
    void close() {
        http.close();
        server.close();
    }

    private void passed(double shareOfItsLife) {
        var life = Duration.between(
                first.getNotBefore().toInstant(), first.getNotAfter().toInstant());
        now = first.getNotBefore().toInstant().plusMillis((long) (shareOfItsLife * life.toMillis()));
        renewal.tick();
    }

    private DeviceIdentity afterARestart() throws Exception {
        return new IdentityFiles(folder.resolve("id")).load().orElseThrow();
    }

    @Test
    void asksWhenTwoThirdsAreOverAndNotBefore() throws Exception {
        passed(0.66);
        assertThat(server.renewals()).isEmpty();

        passed(0.70 + 1.0 / 30);

        assertThat(server.renewals()).hasSize(1);
        assertThat(identity.certificate().getPublicKey()).isNotEqualTo(first.getPublicKey());
        assertThat(identity.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=cam-01");
        assertThat(afterARestart().certificate()).isEqualTo(identity.certificate());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("id/renewed.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void theNextConnectionShowsTheNewOneAndResumesNoSessionOfTheOld() throws Exception {
        ask(identity);
        assertThat(server.shown()).containsExactly(first);

        passed(0.8);
        ask(identity);

        assertThat(server.shown().getLast()).isEqualTo(identity.certificate()).isNotEqualTo(first);
        ask(afterARestart());
        assertThat(server.shown().getLast()).isEqualTo(identity.certificate());
        assertThat(identity.key().getCertificateChain("device-1")[0]).isEqualTo(first);
    }

    /** Over a connection of its own, on the device's one TLS context. */
    private void ask(DeviceIdentity shown) throws Exception {
        try (var fresh = HttpClient.newBuilder().sslContext(shown.tls()).build()) {
            var request = HttpRequest.newBuilder(URI.create(server.url() + DeviceApi.METADATA + "1.targets.json"))
                    .build();
            assertThat(fresh.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aRefusalChangesNothingAndIsTriedAgainWithTheSameKey() throws Exception {
        server.refuseRenewal(503);
        passed(0.8);
        passed(0.801);
        assertThat(server.renewals()).hasSize(1);
        assertThat(identity.certificate()).isEqualTo(first);
        assertThat(afterARestart().certificate()).isEqualTo(first);

        server.refuseRenewal(200);
        passed(0.81);

        assertThat(server.renewals()).hasSize(2);
        assertThat(key(server.renewals().getFirst()))
                .isEqualTo(key(server.renewals().getLast()));
        assertThat(identity.certificate()).isNotEqualTo(first);
    }

    @Test
    void aCrashRightAfterTheChangeCostsNoLaterRenewal() throws Exception {
        server.refuseRenewal(503);
        passed(0.8);
        var secret = Files.readString(folder.resolve("id/next-key.pem"));
        var open = Files.readString(folder.resolve("id/next-public.pem"));
        server.refuseRenewal(200);
        passed(0.81);
        Files.writeString(folder.resolve("id/next-key.pem"), secret);
        Files.writeString(folder.resolve("id/next-public.pem"), open);

        assertThat(new IdentityFiles(folder.resolve("id")).nextKey().getPublic())
                .isNotEqualTo(identity.certificate().getPublicKey());
    }

    @Test
    void anEndedCertificateIsRenewedByJoiningAgainAndWithoutThatTheDeviceStaysWhatItWas() throws Exception {
        assertThat(identity.ended(first.getNotAfter().toInstant().minusSeconds(1)))
                .isFalse();
        assertThat(identity.ended(first.getNotAfter().toInstant().plusSeconds(1)))
                .isTrue();
        var enrolment = new Enrolment(files);
        passed(0.8);
        var renewed = identity.certificate();
        var late = renewed.getNotAfter().toInstant().plusSeconds(1);

        assertThat(enrolment.againIfNeeded(identity, null, late)).isSameAs(identity);
        assertThat(enrolment.againIfNeeded(identity, "no join string", late)).isSameAs(identity);
        server.refuseEnrolment(403);
        assertThat(enrolment.againIfNeeded(identity, server.join(), late)).isSameAs(identity);
        assertThat(afterARestart().certificate()).isEqualTo(renewed);

        server.refuseEnrolment(200);
        assertThat(enrolment.againIfNeeded(identity, server.join(), late).certificate())
                .isNotEqualTo(renewed);
        assertThat(afterARestart().certificate().getPublicKey()).isEqualTo(first.getPublicKey());
    }

    @Test
    void aJoinStringOfThisFleetIsNotUsedAgainAndOneOfAnotherCaIsOnlyTakenFromWhoShowsIt() throws Exception {
        var enrolment = new Enrolment(files);
        var now = first.getNotBefore().toInstant().plusSeconds(60);
        server.refuseEnrolment(200);

        assertThat(enrolment.againIfNeeded(identity, server.join(), now)).isSameAs(identity);
        var another = server.join().replaceFirst("ferry1:[0-9a-f]{64}", "ferry1:" + "0".repeat(64));
        assertThat(enrolment.againIfNeeded(identity, another, now)).isSameAs(identity);
        assertThat(identity.certificate()).isEqualTo(first);
    }

    private static SubjectPublicKeyInfo key(String csrPem) throws IOException {
        try (var parser = new PEMParser(new StringReader(csrPem))) {
            return ((PKCS10CertificationRequest) parser.readObject()).getSubjectPublicKeyInfo();
        }
    }
}
