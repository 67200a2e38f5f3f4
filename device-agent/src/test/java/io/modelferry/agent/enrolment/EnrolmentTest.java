package io.modelferry.agent.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.testing.DeviceServer;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.TestCa;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.enrolment.JoinString;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class EnrolmentTest {

    @TempDir
    Path folder;

    private final FakeControlPlane plane = new FakeControlPlane();
    private DeviceServer server;
    private Enrolment enrolment;

    @BeforeEach
    void open() throws Exception {
        server = new DeviceServer(plane, new TestCa("127.0.0.1"));
        enrolment = new Enrolment(new IdentityFiles(folder.resolve("id")));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private DeviceIdentity enrol(String join) throws EnrolmentRefused {
        return enrolment.enrol(URI.create(server.url()), JoinString.parse(join), FakeControlPlane.DEVICE);
    }

    @Test
    void makesADeviceThatTheServerKnowsByItsCertificate() throws Exception {
        var identity = enrol(server.join());

        try (var client = HttpClient.newBuilder().sslContext(identity.tls()).build()) {
            var request = HttpRequest.newBuilder(URI.create(server.url() + DeviceApi.METADATA + "1.targets.json"))
                    .build();
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
        }
        assertThat(server.callers()).containsExactly("CN=cam-01");
    }

    @Test
    void findsTheIdentityAgainAndKeepsTheKeyToItsOwner() throws Exception {
        var identity = enrol(server.join());

        var again = new IdentityFiles(folder.resolve("id")).load().orElseThrow();

        assertThat(again.device()).isEqualTo(FakeControlPlane.DEVICE);
        assertThat(again.certificate()).isEqualTo(identity.certificate());
        assertThat(again.root())
                .isEqualTo(identity.root())
                .isEqualTo(plane.repository().firstRoot());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("id/key.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void asksAgainWithTheSameKeyWhenTheAnswerWasLost() throws Exception {
        var first = enrol(server.join());
        Files.delete(folder.resolve("id/anchors.json"));

        var second = enrol(server.join());

        assertThat(second.certificate().getPublicKey())
                .isEqualTo(first.certificate().getPublicKey());
    }

    @Test
    void tellsNobodyTheTokenButTheServerThatTheJoinStringNames() throws Exception {
        var other = new TestCa("127.0.0.1");
        var join = "ferry1:" + other.fingerprint() + ":" + DeviceServer.TOKEN;

        assertThatThrownBy(() -> enrol(join))
                .isInstanceOfSatisfying(
                        EnrolmentRefused.class, e -> assertThat(e.passes()).isFalse())
                .hasMessageContaining("CA that the join string names");
        assertThat(folder.resolve("id/anchors.json")).doesNotExist();
    }

    @Test
    void believesNoServerAtAnotherAddressThanItsCertificateSays() throws Exception {
        server.close();
        server = new DeviceServer(plane, new TestCa("127.0.0.9"));

        assertThatThrownBy(() -> enrol(server.join())).isInstanceOf(EnrolmentRefused.class);
    }

    @Test
    void saysWhatToDoWhenTheServerRefuses() throws Exception {
        server.refuseEnrolment(410);

        assertThatThrownBy(() -> enrol(server.join()))
                .isInstanceOfSatisfying(
                        EnrolmentRefused.class, e -> assertThat(e.passes()).isFalse())
                .hasMessageContaining("410")
                .hasMessageContaining("ask for a new one");
    }

    @Test
    void waitsForAnOperatorWithItsKeyAndShowsWhichOne() throws Exception {
        server.pending(true);

        assertThatThrownBy(() -> enrol(server.join()))
                .isInstanceOfSatisfying(
                        AwaitingOperator.class, e -> assertThat(e.askAgain()).contains(Duration.ofSeconds(1)))
                .hasMessageContaining("ferry device accept cam-01");
        var shown = "SHA-256 of its key is "
                + new TestCa("127.0.0.1").fingerprint(server.enrolments().getFirst());
        assertThatThrownBy(() -> enrol(server.join())).hasMessageContaining(shown);
        assertThat(folder.resolve("id/anchors.json")).doesNotExist();

        server.pending(false);
        assertThat(enrol(server.join()).device()).isEqualTo(FakeControlPlane.DEVICE);
    }

    @Test
    void believesNoServerThatLetsAnotherKeyWait() {
        server.pending(true);
        server.claimKey("0".repeat(64));

        assertThatThrownBy(() -> enrol(server.join()))
                .isInstanceOfSatisfying(
                        EnrolmentRefused.class, e -> assertThat(e.passes()).isFalse())
                .hasMessageContaining("another key");
    }

    @Test
    void comesBackToAServerThatHasNoRoom() {
        server.refuseEnrolment(429);

        assertThatThrownBy(() -> enrol(server.join()))
                .isInstanceOfSatisfying(
                        EnrolmentRefused.class, e -> assertThat(e.passes()).isTrue());
    }

    @Test
    void waitsForAServerThatIsNotThereYet() throws Exception {
        var join = server.join();
        server.close();

        assertThatThrownBy(() -> enrol(join))
                .isInstanceOfSatisfying(
                        EnrolmentRefused.class, e -> assertThat(e.passes()).isTrue());
    }
}
