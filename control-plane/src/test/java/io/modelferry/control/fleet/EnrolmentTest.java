package io.modelferry.control.fleet;

import static io.modelferry.control.fleet.Machine.certificate;
import static io.modelferry.control.fleet.Machine.reply;
import static io.modelferry.control.testing.RunningHouse.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.testing.RunningHouse;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How machines come in, over the real door: exactly one for each use of a token, and nothing on a machine's word. */
final class EnrolmentTest {

    private final RunningHouse house = RunningHouse.shared();

    @Test
    void theCertificateIsTheDevicesWhateverTheRequestClaims() {
        var machine = Machine.fresh(house, "claims-01");

        var reply = reply(machine.enrol(Machine.token(house, "claims-*", 1), machine.csr("CN=control.plane,O=root")));

        var certificate = certificate(reply.certificatePem());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=claims-01");
        assertThat(certificate.getPublicKey()).isEqualTo(machine.key().getPublic());
        assertThat(certificate)
                .satisfies(c -> assertThat(c.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2"))
                .satisfies(c -> assertThat(c.getBasicConstraints()).isEqualTo(-1));
        assertThat(reply.mqttUrl()).startsWith("ssl://127.0.0.1:");
        assertThat(reply.httpsUrl())
                .isEqualTo("https://127.0.0.1:" + house.deviceDoor("/").getPort());
    }

    @Test
    void aLostAnswerCostsNothing() {
        var machine = Machine.fresh(house, "lost-01");
        var token = Machine.token(house, "lost-01", 1);

        var first = reply(machine.enrol(token));
        var again = reply(machine.enrol(token));

        assertThat(again.certificatePem()).isEqualTo(first.certificatePem());
        assertThat(code(Machine.fresh(house, "lost-01").enrol(token))).isEqualTo("409 device-exists");
    }

    @Test
    void ofManyThatComeWithTheLastUseExactlyOneGetsIn() throws Exception {
        var token = Machine.token(house, "race-*", 1);
        var machines = IntStream.range(0, 8)
                .mapToObj(n -> Machine.fresh(house, "race-0" + n))
                .toList();

        var codes = together(machines.stream()
                .<Callable<HttpResponse<String>>>map(machine -> () -> machine.enrol(token))
                .toList());

        assertThat(codes).filteredOn(code -> code.startsWith("200")).hasSize(1);
        assertThat(codes).filteredOn(code -> code.equals("403 token-used")).hasSize(7);
        assertThat(devicesNamed("race-")).isEqualTo(1);
    }

    @Test
    void ofOneMachineThatAsksManyTimesAtOnceEveryAnswerIsTheSameCertificate() throws Exception {
        var machine = Machine.fresh(house, "eager-01");
        var token = Machine.token(house, "eager-01", 1);
        var attempts = IntStream.range(0, 6)
                .<Callable<HttpResponse<String>>>mapToObj(n -> () -> machine.enrol(token))
                .toList();

        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var certificates = new HashSet<String>();
            for (var answer : pool.invokeAll(attempts)) {
                certificates.add(reply(answer.get()).certificatePem());
            }
            assertThat(certificates).hasSize(1);
        }
        assertThat(devicesNamed("eager-")).isEqualTo(1);
    }

    @Test
    void ofManyThatWantOneNameExactlyOneGetsIt() throws Exception {
        var attempts = IntStream.range(0, 6)
                .<Callable<HttpResponse<String>>>mapToObj(n -> {
                    var token = Machine.token(house, "twin-*", 1);
                    return () -> Machine.fresh(house, "twin-01").enrol(token);
                })
                .toList();

        var codes = together(attempts);

        assertThat(codes).filteredOn(code -> code.startsWith("200")).hasSize(1);
        assertThat(codes).filteredOn(code -> code.equals("409 device-exists")).hasSize(5);
    }

    @Test
    void aTokenOpensOnlyToTheIdsItNames() {
        var token = Machine.token(house, "cam-*-north", 1);

        assertThat(code(Machine.fresh(house, "cam-01-south").enrol(token))).isEqualTo("403 id-not-allowed");
        assertThat(code(Machine.fresh(house, "cam-01-north").enrol(token))).startsWith("200");
        assertThat(code(Machine.fresh(house, "cam-02-north").enrol(token))).isEqualTo("403 token-used");
        assertThat(code(Machine.fresh(house, "cam-03-north").enrol("A".repeat(43))))
                .isEqualTo("403 bad-token");
    }

    @Test
    void hostileCertificateRequestsAreRefusedAndUseNothingUp() {
        var machine = Machine.fresh(house, "hostile-01");
        var token = Machine.token(house, "hostile-01", 1);

        for (var csr : hostile(machine)) {
            assertThat(code(machine.enrol(token, csr))).as(csr).isEqualTo("422 bad-csr");
        }

        assertThat(devicesNamed("hostile-")).isZero();
        assertThat(code(machine.enrol(token))).startsWith("200");
    }

    @Test
    void aRequestLongerThanAnyRequestIsNotRead() {
        var response = house.device(
                Machine.fresh(house, "long-01").tls(null),
                HttpRequest.newBuilder(house.deviceDoor("/device/v1/enrol"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"token\":\"" + "x".repeat(1 << 20) + "\"}")));

        assertThat(code(response)).isEqualTo("413 too-large");
    }

    @Test
    void aDecommissionedDeviceIsOneNoMoreAndItsNameIsSpent() {
        var machine = Machine.fresh(house, "retired-01");
        var certificate =
                reply(machine.enrol(Machine.token(house, "retired-01", 1))).certificatePem();
        var desired = HttpRequest.newBuilder(house.deviceDoor("/device/v1/desired"));
        assertThat(house.device(machine.tls(certificate), desired).statusCode()).isEqualTo(404);

        assertThat(house.api("DELETE", "/devices/retired-01", house.adminToken(), "")
                        .statusCode())
                .isEqualTo(204);

        assertThat(house.device(machine.tls(certificate), desired).statusCode()).isEqualTo(401);
        assertThat(code(Machine.fresh(house, "retired-01").enrol(Machine.token(house, "retired-*", 1))))
                .isEqualTo("409 device-exists");
        assertThat(code(house.api("GET", "/devices/retired-01", house.adminToken(), "")))
                .isEqualTo("404 device-not-found");
    }

    private static List<String> hostile(Machine machine) {
        var good = machine.csr("CN=x");
        var der = Base64.getMimeDecoder().decode(good.replaceAll("-----[A-Z ]+-----", ""));
        var tampered = der.clone();
        tampered[der.length - 1] ^= 1;
        var corpus = new ArrayList<>(List.of(
                "",
                "not a request",
                Machine.pem(new byte[0]),
                Machine.pem(new byte[] {0x30, (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff}),
                Machine.pem(tampered),
                good.replace("CERTIFICATE REQUEST", "CERTIFICATE"),
                "-----BEGIN CERTIFICATE REQUEST-----\n" + "A".repeat(20_000) + "\n-----END CERTIFICATE REQUEST-----\n",
                Machine.csr("CN=x", Machine.newKey("RSA", 2048), "SHA256withRSA"),
                Machine.csr("CN=x", Machine.newKey("Ed25519", 0), "Ed25519")));
        for (int length = 1; length < der.length; length += 23) {
            corpus.add(Machine.pem(Arrays.copyOf(der, length)));
        }
        return corpus;
    }

    private long devicesNamed(String prefix) {
        return house.bean(Devices.class).page(null, 10_000, prefix).stream()
                .filter(device -> device.id().value().startsWith(prefix))
                .count();
    }

    private static List<String> together(List<Callable<HttpResponse<String>>> attempts) throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var codes = new ArrayList<String>();
            for (var attempt : pool.invokeAll(attempts)) {
                codes.add(code(attempt.get()));
            }
            return codes;
        }
    }
}
