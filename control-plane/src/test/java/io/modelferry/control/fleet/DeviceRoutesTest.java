package io.modelferry.control.fleet;

import static io.modelferry.control.fleet.Machine.reply;
import static io.modelferry.control.testing.RunningHouse.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.delivery.PostOffice;
import io.modelferry.control.delivery.PostOffice.Letter;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.trust.Envelope;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** What a device gets over HTTPS: its own goal and what that encloses, whatever else the request says. */
final class DeviceRoutesTest {

    private static final String BYTES = "0123456789";

    private static RunningHouse house;
    private static Machine mine;
    private static Machine others;
    private static String certificate;
    private static ArtifactDigest ownArtifact;
    private static ArtifactDigest foreignArtifact;

    @BeforeAll
    static void twoDevicesWithGoals() throws Exception {
        house = RunningHouse.shared();
        mine = Machine.fresh(house, "routes-mine");
        certificate = reply(mine.enrol(Machine.token(house, "routes-mine", 1))).certificatePem();
        others = Machine.enrolled(house, "routes-others");
        ownArtifact = store(BYTES);
        foreignArtifact = store("another's");
        post(mine, 3, "mine", ownArtifact);
        post(others, 5, "another's", foreignArtifact);
    }

    @Test
    void aDeviceGetsItsOwnGoalWhateverTheRequestClaims() {
        var request = HttpRequest.newBuilder(
                        house.deviceDoor(DeviceApi.DESIRED + "?device=routes-others&id=routes-others"))
                .header("X-SSL-Client-CN", "routes-others")
                .header("X-Forwarded-Client-Cert", "Subject=\"CN=routes-others\"")
                .header("X-Forwarded-User", "routes-others")
                .header("X-Device-Id", "routes-others")
                .header("Authorization", "Bearer " + house.adminToken());

        var response = house.device(mine.tls(certificate), request);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(goal(response)).isEqualTo("mine");
    }

    @Test
    void withoutACertificateThereIsNothing() {
        for (var path : List.of(
                DeviceApi.DESIRED,
                DeviceApi.METADATA + "timestamp.json",
                DeviceApi.blob(ownArtifact),
                "/device/v1/unknown")) {
            var request = HttpRequest.newBuilder(house.deviceDoor(path))
                    .header("X-SSL-Client-CN", "routes-mine")
                    .header("Authorization", "Bearer " + house.adminToken());

            assertThat(code(house.device(mine.tls(null), request))).as(path).isEqualTo("401 unauthenticated");
        }
    }

    @Test
    void theTwoDoorsDoNotOpenIntoEachOther() {
        for (var path :
                List.of("/api/v1/devices", "/login", "/", "/v3/api-docs", "/device/../api/v1/devices", "/device")) {
            var request = HttpRequest.newBuilder(house.deviceDoor(path))
                    .header("Authorization", "Bearer " + house.adminToken());
            assertThat(house.device(mine.tls(certificate), request).statusCode())
                    .as(path)
                    .isIn(400, 404);
        }
        for (var path : List.of(
                DeviceApi.DESIRED,
                "/device/v1/enrol",
                "/%64evice/v1/enrol",
                "/devic%65/v1/desired",
                "/device/",
                "//device/v1/desired")) {
            var request =
                    HttpRequest.newBuilder(house.console(path)).header("Authorization", "Bearer " + house.adminToken());
            assertThat(RunningHouse.send(java.net.http.HttpClient.newHttpClient(), request.build())
                            .statusCode())
                    .as(path)
                    .isIn(400, 404);
        }
    }

    @Test
    void onlyWhatTheOwnGoalEnclosesIsHandedOut() {
        assertThat(blob(ownArtifact, "").body()).isEqualTo(BYTES);
        assertThat(code(blob(foreignArtifact, ""))).isEqualTo("403 not-yours");
        assertThat(code(blob(new ArtifactDigest("0".repeat(64)), ""))).isEqualTo("403 not-yours");
    }

    @Test
    void aNewGoalTakesBackWhatTheOldOneEnclosed() throws Exception {
        var machine = Machine.fresh(house, "routes-moving");
        var pem = reply(machine.enrol(Machine.token(house, "routes-moving", 1))).certificatePem();
        var before = store("before");
        post(machine, 1, "first", before);
        post(machine, 2, "second", store("after"));
        post(machine, 1, "late", before);

        var response = house.device(machine.tls(pem), HttpRequest.newBuilder(house.deviceDoor(DeviceApi.blob(before))));

        assertThat(code(response)).isEqualTo("403 not-yours");
        assertThat(goal(house.device(machine.tls(pem), HttpRequest.newBuilder(house.deviceDoor(DeviceApi.DESIRED)))))
                .isEqualTo("second");
    }

    @Test
    void rangesAreServedAsTheRfcHasThem() {
        assertRange("bytes=0-3", 206, "0123", "bytes 0-3/10");
        assertRange("bytes=7-", 206, "789", "bytes 7-9/10");
        assertRange("bytes=-2", 206, "89", "bytes 8-9/10");
        assertRange("bytes=-99", 206, BYTES, "bytes 0-9/10");
        assertRange("bytes=4-99", 206, "456789", "bytes 4-9/10");
        assertRange("bytes=9-9", 206, "9", "bytes 9-9/10");
        assertRange("bytes=10-", 416, "", "bytes */10");
        assertRange("bytes=0-1,4-5", 200, BYTES, null);
        assertRange("pages=0-1", 200, BYTES, null);
        assertRange("bytes=x-1", 200, BYTES, null);
    }

    @Test
    void aRangeOfOtherBytesThanTheClientHoldsIsTheWhole() {
        var etag = '"' + ownArtifact.hex() + '"';

        assertThat(blob(ownArtifact, "bytes=4-", "If-Range", etag).body()).isEqualTo("456789");
        assertThat(blob(ownArtifact, "bytes=4-", "If-Range", "\"other\"").body())
                .isEqualTo(BYTES);
        assertThat(blob(ownArtifact, "").headers().firstValue("ETag")).contains(etag);
    }

    private static void assertRange(String range, int status, String body, String contentRange) {
        var response = blob(ownArtifact, range);
        assertThat(response.statusCode()).as(range).isEqualTo(status);
        assertThat(response.body()).as(range).isEqualTo(body);
        assertThat(response.headers().firstValue("Content-Range").orElse(null))
                .as(range)
                .isEqualTo(contentRange);
    }

    private static HttpResponse<String> blob(ArtifactDigest digest, String range, String... headers) {
        var request = HttpRequest.newBuilder(house.deviceDoor(DeviceApi.blob(digest)));
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return house.device(mine.tls(certificate), request);
    }

    private static ArtifactDigest store(String text) throws Exception {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return house.bean(Artifacts.class)
                .put(new ByteArrayInputStream(bytes), 1000)
                .digest();
    }

    private static void post(Machine machine, long generation, String payload, ArtifactDigest enclosure) {
        var envelope = new Envelope("text/plain", payload.getBytes(StandardCharsets.UTF_8), List.of());
        house.bean(TransactionTemplate.class)
                .executeWithoutResult(status -> house.bean(PostOffice.class)
                        .post(List.of(new Letter(machine.id(), generation, envelope, Set.of(enclosure), false))));
    }

    private static String goal(HttpResponse<String> response) {
        return new String(
                java.util.Base64.getDecoder()
                        .decode(RunningHouse.json(response).path("payload").asString()),
                StandardCharsets.UTF_8);
    }
}
