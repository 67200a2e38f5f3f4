package io.modelferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.testing.FakeControlPlane;
import io.modelferry.cli.testing.Typed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs against a server of our own that answers as the API does. */
final class VerbsTest {

    private static final String DIGEST = "ab".repeat(32);

    @TempDir
    Path folder;

    private FakeControlPlane server;
    private Typed typed;

    @BeforeEach
    void start() throws IOException {
        server = new FakeControlPlane();
        typed = new Typed(folder, Map.of("MODELFERRY_URL", server.uri().toString(), "MODELFERRY_TOKEN", "mf_1_secret"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void publishesTheAcceptanceSetFirstAndNamesItByDigest() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "onnx bytes");
        Files.writeString(folder.resolve("acceptance.npz"), "npz bytes");
        server.answers("PUT /acceptance-sets", 201, "{\"digest\":\"" + DIGEST + "\"}")
                .answers(
                        "PUT /models/meter-reader/versions/2?notes=dark%20glass&acceptance=" + DIGEST,
                        201,
                        "{\"lengthBytes\":1091481,\"digest\":\"" + DIGEST + "\"}");

        var exit = ferry(
                "publish",
                "model.onnx",
                "--name",
                "meter-reader",
                "--version",
                "2",
                "--acceptance",
                "acceptance.npz",
                "--notes",
                "dark glass",
                "--no-wait");

        assertThat(typed.err()).isEmpty();
        assertThat(exit).isZero();
        assertThat(server.last().body()).isEqualTo("onnx bytes");
        assertThat(server.last().contentLength()).isEqualTo("10");
        assertThat(typed.out()).contains("published meter-reader@2", "1.09 MB", "abababababab");
    }

    @Test
    void waitsUntilEveryRecipeHasEndedAndShowsVariantsAndDeltas() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "onnx bytes");
        var version = "/models/meter-reader/versions/2";
        server.answers(
                        "PUT " + version + "?notes=",
                        200,
                        "{\"lengthBytes\":10,\"digest\":\"" + DIGEST
                                + "\",\"warnings\":[\"no drop-in replacement for version 1: input 'image' is gone\"]}")
                .answers(
                        "GET " + version + "/variants",
                        200,
                        "{\"teacher\":{\"teacher\":{\"model\":\"large\",\"version\":\"7\"},\"agreement\":0.984},\"items\":[{\"variant\":\"fp32\",\"status\":\"OFFERED\",\"lengthBytes\":1091481,\"accuracy\":0.9961,\"peakBytes\":12000000}],"
                                + "\"classes\":[{\"deviceClass\":\"\",\"variant\":\"fp32\",\"reasons\":[\"fp32: taken, the class prefers it\"]}],"
                                + "\"figures\":[{\"variant\":\"fp32\",\"deviceClass\":\"standard\",\"devices\":12,\"latencyP95Micros\":9000},"
                                + "{\"variant\":\"fp32\",\"deviceClass\":\"\",\"devices\":0,\"latencyP95Micros\":700}],\"next\":null}")
                .answers(
                        "GET " + version + "/deltas",
                        200,
                        "{\"items\":[{\"base\":\"cd\",\"target\":\"" + DIGEST
                                + "\",\"lengthBytes\":100,\"targetBytes\":1000}],\"next\":null}");

        var exit = ferry("publish", "model.onnx", "--name", "meter-reader", "--version", "2");

        assertThat(exit).isZero();
        assertThat(typed.err()).contains("already there, same bytes", "warning: no drop-in replacement for version 1");
        assertThat(typed.out())
                .contains("fp32", "99.6 %", "any other", "10.0 %", "agrees with its teacher large@7 on 98.4 %")
                .containsPattern("9.0+ ms.* field, 12 devices \\(standard\\)")
                .containsPattern("700 µs.* measured here");
    }

    @Test
    void saysWhatBreaksCallersBeforeWhatElseChanged() {
        server.answers("GET /models/meter-reader/versions/1/diff?to=2", 200, """
                {"from":{"model":"meter-reader","version":"1"},"to":{"model":"meter-reader","version":"2"},
                 "breaking":["input 'image' is called 'pixels' now"],
                 "inputs":[{"before":{"name":"image","dtype":"FLOAT","shape":["1"]},
                            "after":{"name":"pixels","dtype":"FLOAT","shape":["1"]},"kind":"RENAMED","breaks":"is called"}],
                 "outputs":[],"opset":{"before":17,"after":17},"lengthBytes":{"before":1000,"after":1200},"weights":[],
                 "structure":{"parameters":{"before":5,"after":6},"irVersion":{"before":8,"after":8},"domains":[],
                    "operators":[{"name":"Conv","before":null,"after":2}],
                    "labels":{"before":["a","b"],"after":["b","a"],"added":[],"removed":[],
                              "moved":[{"label":"a","before":0,"after":1}]}},
                 "acceptance":{"onlyBefore":[],"onlyAfter":[7]},"accuracy":{"sameSet":false},
                 "variants":[{"variant":"fp32","before":null,"after":{"status":"OFFERED","lengthBytes":1200,"accuracy":0.98}}]}
                """);

        assertThat(ferry("model", "diff", "meter-reader@1", "2")).isZero();

        assertThat(typed.out())
                .startsWith("meter-reader@1 → meter-reader@2\ncallers must change with it: input 'image' is called")
                .contains("breaks callers", "operator Conv", "label moved: a 0 → 1", "cases of class 7 are new")
                .contains("98.0 %", "they do not compare");
    }

    @Test
    void printsARefusalAsOneLineWithItsCodeAndExitsWith3() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "other bytes");
        server.answers(
                "PUT /models/meter-reader/versions/2?notes=",
                409,
                "{\"type\":\"urn:modelferry:problem:version-exists\",\"code\":\"version-exists\",\"detail\":\"Version 2 has other bytes.\"}");

        var exit = ferry("publish", "model.onnx", "--name", "meter-reader", "--version", "2");

        assertThat(exit).isEqualTo(3);
        assertThat(typed.err()).isEqualToIgnoringNewLines("ferry: Version 2 has other bytes. (version-exists)");
    }

    @Test
    void exitsWith5WhenTheServerDoesNotKnowUs() {
        server.answers("GET /models", 401, "");

        assertThat(ferry("model", "ls")).isEqualTo(5);
        assertThat(typed.err()).contains("MODELFERRY_TOKEN");
    }

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
    void exitsWith6WhenThereIsNoSuchThing() {
        server.answers(
                "GET /rollouts/r9", 404, "{\"code\":\"rollout-not-found\",\"detail\":\"There is no rollout 'r9'.\"}");

        assertThat(ferry("rollout", "why", "r9")).isEqualTo(6);
    }

    @Test
    void exitsWith4WhenNobodyAnswers() throws IOException {
        var nobody = "http://127.0.0.1:" + aPortNobodyListensOn();

        assertThat(ferry("device", "ls", "--server", nobody)).isEqualTo(4);
        assertThat(typed.err())
                .contains("no control plane answers at " + nobody)
                .hasLineCount(1);
    }

    @Test
    void exitsWith2OnAnUnknownVerbOrStage() {
        assertThat(ferry("sail")).isEqualTo(2);
        assertThat(ferry("rollout", "create", "meter-reader@2", "--stages", "101%"))
                .isEqualTo(2);
        assertThat(typed.err()).contains("'101%' is no stage");
    }

    @Test
    void followsTheCursorOfAPagedCollection() {
        server.answers("GET /models", 200, "{\"items\":[{\"name\":\"a\"}],\"next\":\"c 1\"}")
                .answers("GET /models?after=c%201", 200, "{\"items\":[{\"name\":\"b\"}],\"next\":null}");

        assertThat(ferry("model", "ls", "--json")).isZero();
        assertThat(typed.out()).contains("\"a\"", "\"b\"");
    }

    @Test
    void describesARolloutAsTheApiTakesIt() {
        server.answers("POST /rollouts", 201, "{\"id\":\"r1\"}")
                .answers("POST /rollouts/r1/start", 200, "{\"id\":\"r1\",\"state\":\"RUNNING\"}");

        var exit = ferry("rollout", "create", "meter-reader@2", "--stages", "lab,10%,100", "--soak", "5s", "--start");

        assertThat(exit).isZero();
        assertThat(server.asked().getFirst().body())
                .contains(
                        "\"lab\":true", "\"percent\":10", "\"percent\":100", "\"soak\":\"PT5S\"", "\"minSamples\":500");
        assertThat(typed.out()).contains("started r1");
    }

    @Test
    void saysHowBytesMayComeAndWhatTheModelMustLiveThrough() {
        server.answers("POST /rollouts", 201, "{\"id\":\"r1\"}");

        var exit = ferry(
                "rollout",
                "create",
                "meter-reader@2",
                "--hours",
                "22:00-04:30",
                "--per-day",
                "50MB",
                "--transport",
                "https",
                "--activate-at",
                "2027-01-31T03:00:00Z",
                "--probation",
                "1h",
                "--shadow",
                "0.1");

        assertThat(exit).isZero();
        assertThat(server.asked().getFirst().body())
                .contains(
                        "\"bytesPerDay\":50000000",
                        "\"from\":\"22:00:00\"",
                        "\"until\":\"04:30:00\"",
                        "\"transport\":\"HTTPS\"",
                        "\"activateAt\":\"2027-01-31T03:00:00Z\"",
                        "\"window\":\"PT1H\"",
                        "\"shadow\":{\"share\":0.1}");
    }

    @Test
    void refusesHoursThatAreNone() {
        assertThat(ferry("rollout", "create", "meter-reader@2", "--hours", "22-4"))
                .isEqualTo(2);
        assertThat(typed.err()).contains("'22-4' are no hours");
    }

    @Test
    void watchesUntilTheRolloutEndsAndFailsUnlessItFinished() {
        server.answers("GET /rollouts/r1", 200, "{\"id\":\"r1\",\"state\":\"ROLLED_BACK\",\"why\":\"accuracy fell\"}");

        assertThat(ferry("rollout", "watch", "r1")).isEqualTo(1);
        assertThat(typed.out()).contains("ROLLED_BACK  accuracy fell");
    }

    @Test
    void watchesAnExperimentByItsEventsUntilAnArmIsReady() {
        server.answers("GET /experiments/e1", 200, experiment("RUNNING", "not decided"))
                .streams(
                        "GET /experiments/e1/events",
                        "event:experiment\ndata:" + experiment("RUNNING", "not decided") + "\n\n"
                                + "event:experiment\ndata:" + experiment("READY_TO_SHIP", "v2 is better") + "\n\n");

        assertThat(ferry("experiment", "watch", "e1")).isZero();
        assertThat(typed.out().lines()).containsExactly("running  not decided", "ready to ship  v2 is better");
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void endsWatchingAnExperimentThatDoesHarmWith1() {
        server.answers("GET /experiments/e1", 200, experiment("GUARDRAIL_FAILING", "v2: the model broke"));

        assertThat(ferry("experiment", "watch", "e1")).isEqualTo(1);
        assertThat(typed.out()).contains("guardrail failing  v2: the model broke");
    }

    private static String experiment(String standing, String why) {
        return "{\"experiment\":{\"id\":\"e1\",\"state\":\"RUNNING\",\"standing\":\"" + standing + "\",\"why\":\"" + why
                + "\"}}";
    }

    @Test
    void showsWhatMovedAndWhatIsMissing() {
        server.answers("GET /experiments/e1", 200, """
                {"experiment":{"id":"e1","model":"m","state":"RUNNING","standing":"RUNNING","why":"w"},"look":{"arms":[],
                "contrasts":[{"arm":"v2","aim":{"metric":"SHADOW_AGREEMENT"},"primary":true,"outcome":"NO_DATA","missing":"no shadow"}],
                "drifts":[{"arm":"control","psi":0.02,"limit":0.25,"jensenShannon":0.003},
                {"arm":"v2","psi":0.61,"limit":0.25,"jensenShannon":0.1,"cause":"MODEL_BROKE"}]}}""");

        assertThat(ferry("experiment", "show", "e1")).isZero();
        assertThat(typed.out())
                .contains("shadow agreement (primary)", "no data: no shadow", "model broke")
                .containsPattern("v2 +0\\.610 +0\\.250 +0\\.100 +model broke");
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
    void addsAPersonShowsTheFirstPasswordOnceAndRemovesThem() {
        server.answers("POST /operators", 201, "{\"name\":\"bea\",\"firstPassword\":\"Zf3k\"}")
                .answers("GET /operators", 200, """
                        {"items":[{"name":"bea","roles":["APPROVER"],"mustChangePassword":true,"createdAt":"2026-05-01T12:00:00Z"}],
                        "next":null}""")
                .answers("DELETE /operators/bea", 204, "");

        assertThat(ferry("operator", "add", "bea", "--role", "APPROVER")).isZero();
        assertThat(typed.out().strip()).isEqualTo("Zf3k");
        assertThat(server.last().body()).contains("\"roles\":[\"APPROVER\"]");
        assertThat(ferry("operator", "ls")).isZero();
        assertThat(typed.out()).containsPattern("bea .*APPROVER");
        assertThat(ferry("operator", "rm", "bea")).isZero();
        assertThat(typed.out()).contains("removed bea");
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
    void readsTheLocalTokenFromTheDataFolder() throws IOException {
        Files.createDirectories(folder.resolve("here/secrets"));
        Files.writeString(folder.resolve("here/secrets/local-token"), "mf_local_secret\n");
        server.answers("GET /audit", 200, "{\"items\":[],\"next\":null}");
        typed = new Typed(folder, Map.of("MODELFERRY_DATA", "here"));

        assertThat(ferry("audit", "--server", server.uri().toString())).isZero();
        assertThat(server.last().authorization()).isEqualTo("Bearer mf_local_secret");
    }

    private int ferry(String... arguments) {
        return Ferry.commandLine(typed.shell()).execute(arguments);
    }

    private static int aPortNobodyListensOn() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
