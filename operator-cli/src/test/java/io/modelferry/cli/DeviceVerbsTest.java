package io.modelferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Devices and sites: lists, changes, holds, explanations, and machines that join. */
final class DeviceVerbsTest extends VerbsAgainstAServer {

    private static final String DIGEST = "ab".repeat(32);

    @Test
    void listsDevicesByFilterAndPrintsWhereABadOneIsWrong() {
        server.answers(
                        "GET /devices?limit=500&q=&filter=tag%3D%3Dcanary",
                        200,
                        "{\"items\":[{\"id\":\"cam-01\",\"site\":\"quay\",\"online\":true}],\"next\":null,\"total\":1}")
                .answers(
                        "GET /devices?limit=500&q=&filter=colour%3D%3Dred",
                        422, "{\"code\":\"bad-filter\",\"detail\":\"At position 1: colour is no field.\"}");

        assertThat(ferry("devices", "ls", "--filter", "tag==canary")).isZero();
        assertThat(typed.out()).contains("cam-01", "quay");
        assertThat(ferry("devices", "ls", "--filter", "colour==red")).isEqualTo(3);
        assertThat(typed.err()).contains("At position 1: colour is no field. (bad-filter)");
    }

    @Test
    void changesOneDeviceAtOnceAndManyOnlyWithTheirNumber() {
        server.answers("PATCH /devices/cam-01", 200, "{}")
                .answers("POST /devices/bulk", 200, "{\"devices\":120,\"changed\":false}");

        assertThat(ferry(
                        "device",
                        "set",
                        "cam-01",
                        "rack=7",
                        "--unset",
                        "row",
                        "--no-lab",
                        "--tz",
                        "Asia/Tokyo",
                        "--window",
                        "22:00-04:00"))
                .isZero();
        assertThat(server.last().body())
                .contains(
                        "\"rack\":\"7\"",
                        "\"row\":null",
                        "\"lab\":false",
                        "\"timeZone\":\"Asia/Tokyo\"",
                        "\"window\":\"22:00-04:00\"")
                .doesNotContain("site");
        assertThat(ferry("device", "tag", "canary", "--filter", "site==quay")).isZero();
        assertThat(typed.out()).contains("would change 120 devices; to do it, add --expect 120");
        assertThat(server.last().body())
                .contains("\"dryRun\":true", "\"filter\":\"site==quay\"", "\"change\":{\"tag\":[\"canary\"]}");
        assertThat(ferry("device", "untag", "cam-01", "canary")).isZero();
        assertThat(server.last().body()).isEqualTo("{\"untag\":[\"canary\"]}");
        assertThat(ferry("device", "tag", "cam-01")).isEqualTo(2);
        assertThat(ferry("device", "set", "cam-01", "cam-02", "a=b")).isEqualTo(2);
    }

    @Test
    void aSitesWindowIsSetAndTakenAway() {
        server.answers("PUT /sites/quay/window", 200, "{\"site\":\"quay\",\"window\":\"22:00-04:00\",\"devices\":3}")
                .answers("DELETE /sites/quay/window", 204, "");

        assertThat(ferry("site", "window", "quay", "22:00-04:00")).isZero();
        assertThat(server.last().body()).isEqualTo("{\"window\":\"22:00-04:00\"}");
        assertThat(typed.out()).contains("quay: 22:00-04:00 for 3 devices");
        assertThat(ferry("site", "window", "quay", "")).isZero();
        assertThat(typed.out()).contains("quay: at any time");
    }

    @Test
    void holdsADeviceBackWithAReason() {
        server.answers("PUT /devices/cam-01/pins/meter-reader", 204, "")
                .answers("PUT /devices/cam-01/opt-out", 204, "")
                .answers("DELETE /devices/cam-01/opt-out", 204, "");

        assertThat(ferry("device", "pin", "cam-01", "meter-reader")).isEqualTo(2);
        assertThat(ferry("device", "pin", "cam-01", "meter-reader", "--reason", "court order"))
                .isZero();
        assertThat(server.last().body()).isEqualTo("{\"reason\":\"court order\"}");
        assertThat(ferry("device", "opt-out", "cam-01", "--reason", "fair")).isZero();
        assertThat(ferry("device", "opt-in", "cam-01")).isZero();
        assertThat(server.last().method()).isEqualTo("DELETE");
    }

    @Test
    void explainsWhoWouldMoveAndWhyTheOthersNot() {
        server.answers(
                "POST /targets/explain",
                200,
                "{\"enrolled\":9,\"matching\":4,\"moving\":1,\"devices\":[\"cam-01\"],\"next\":null,\"others\":{\"does-not-match\":5,\"pinned\":3}}");

        assertThat(ferry("device", "explain", "--model", "m", "--version", "2", "--filter", "site==quay"))
                .isZero();

        assertThat(server.last().body()).contains("\"version\":\"2\"", "\"filter\":\"site==quay\"");
        assertThat(typed.out()).contains("4 of 9 devices match", "1  would move", "3  would not: pinned", "cam-01");
    }

    @Test
    void explainsWhichVariantADeviceGetsAndWhyNoOther() {
        server.answers("GET /devices/cam-01/variants", 200, """
                {"items":[{"model":"m","version":"2","runs":null,"gets":"fp32","stays":"pinned",
                "reasons":["fp32: taken, the class prefers it","fp16: not taken, the class prefers fp32"]}],"next":null}""")
                .answers("GET /devices/cam-09/variants?model=m&version=2", 404, """
                {"code":"device-not-found","detail":"There is no device 'cam-09'."}""");

        assertThat(ferry("device", "explain", "cam-01")).isZero();
        assertThat(typed.out())
                .containsPattern("m@2 +fp32 +- +not: pinned +fp32: taken, the class prefers it")
                .containsPattern("\\n +fp16: not taken");
        assertThat(ferry("device", "explain", "cam-09", "--model", "m", "--version", "2"))
                .isEqualTo(6);
        assertThat(ferry("device", "explain", "cam-01", "--filter", "lab==true"))
                .isEqualTo(2);
        assertThat(ferry("device", "explain")).isEqualTo(2);
        assertThat(typed.err()).contains("There is no device 'cam-09'.", "say --model and --version, or a device");
    }

    @Test
    void saysInWordsThatThereIsNothing() {
        server.answers("GET /devices?limit=500&q=zz", 200, "{\"items\":[],\"next\":null}")
                .answers("GET /rollouts", 200, "{\"items\":[],\"next\":null}")
                .answers("GET /devices/cam-01/variants", 200, "{\"items\":[]}");

        assertThat(ferry("device", "ls", "--search", "zz")).isZero();
        assertThat(ferry("rollout", "ls")).isZero();
        assertThat(ferry("device", "explain", "cam-01")).isZero();

        assertThat(typed.out())
                .contains("no device matches", "no rollout yet", "it runs no model yet: --model M --version V");
    }

    @Test
    void printsTheJoinStringAndWhatToTypeOnTheDevice() {
        server.answers(
                "POST /enrolment-tokens",
                201,
                "{\"joinString\":\"ferry1:aa:bb\",\"expiresAt\":\"2026-05-01T13:00:00Z\",\"server\":\"https://127.0.0.1:18443\"}");

        assertThat(ferry("device", "enrol", "--id", "cam-01", "--site", "harbour"))
                .isZero();
        assertThat(typed.out())
                .contains(
                        "ferry agent --data ./cam-01 --id cam-01 --server https://127.0.0.1:18443",
                        "--join 'ferry1:aa:bb'");
        assertThat(server.last().body()).contains("\"ttl\":\"PT1H\"", "\"site\":\"harbour\"");
    }

    @Test
    void acceptsTheKeyThatWaitsAndNoOther() {
        server.answers(
                        "GET /pending-devices",
                        200,
                        "{\"items\":[{\"id\":\"cam-07\",\"key\":\"" + DIGEST
                                + "\",\"address\":\"10.0.0.7\"}],\"next\":null}")
                .answers("POST /pending-devices/cam-07/accept", 204, "")
                .answers("POST /pending-devices/cam-07/refuse", 204, "");

        assertThat(ferry("device", "pending")).isZero();
        assertThat(typed.out()).contains("cam-07", DIGEST, "10.0.0.7");
        assertThat(ferry("device", "accept", "cam-07", "--key", "abab")).isZero();
        assertThat(server.last().body()).contains(DIGEST);
        assertThat(ferry("device", "refuse", "cam-07", "--reason", "not ours")).isZero();
        assertThat(server.last().body()).contains("\"reason\":\"not ours\"");

        assertThat(ferry("device", "accept", "cam-07", "--key", "cdcd")).isNotZero();
        assertThat(typed.err()).contains("no machine waits as cam-07 with a key that begins with cdcd");
        assertThat(server.last().body()).isEmpty();
    }

    @Test
    void marksWhatADevicesNameWouldDoToATerminal() {
        server.answers(
                "GET /devices?limit=500&q=",
                200,
                "{\"items\":[{\"id\":\"\\u001b[2Jcam\",\"online\":true}],\"next\":null}");

        assertThat(ferry("device", "ls")).isZero();
        assertThat(typed.out()).contains("\uFFFD[2Jcam", "online").doesNotContain("\u001b");
    }

    @Test
    void listsEnrolmentTokensAndRevokesOne() {
        server.answers("GET /enrolment-tokens", 200, """
                        {"items":[
                        {"id":"a1","idPattern":"cam-*","site":"harbour","deviceClass":"standard","pending":true,"used":1,"maxUses":10,
                        "createdBy":"ann","expiresAt":"2036-05-01T13:00:00Z","revokedAt":null},
                        {"id":"b2","idPattern":"*","site":"default","deviceClass":"standard","pending":false,"used":0,"maxUses":1,
                        "createdBy":"bob","expiresAt":"2036-05-01T13:00:00Z","revokedAt":"2026-05-01T12:00:00Z"},
                        {"id":"c3","idPattern":"*","site":"default","deviceClass":"standard","pending":false,"used":1,"maxUses":1,
                        "createdBy":"bob","expiresAt":"2036-05-01T13:00:00Z","revokedAt":null},
                        {"id":"d4","idPattern":"*","site":"default","deviceClass":"standard","pending":false,"used":0,"maxUses":1,
                        "createdBy":"bob","expiresAt":"2016-05-01T13:00:00Z","revokedAt":null}],"next":null}""").answers("DELETE /enrolment-tokens/a1", 204, "");

        assertThat(ferry("device", "token", "ls")).isZero();
        assertThat(typed.out())
                .containsPattern("a1 .*cam-\\*.* 1/10 +open +ann")
                .containsPattern("b2 .* revoked +bob")
                .containsPattern("c3 .* used up +bob")
                .containsPattern("d4 .* expired +bob");
        assertThat(ferry("device", "token", "revoke", "a1")).isZero();
        assertThat(typed.out()).contains("revoked a1");
        assertThat(server.last().path()).endsWith("/enrolment-tokens/a1");
    }
}
