package io.modelferry.control.optimisation.making;

import static io.modelferry.control.testing.CatalogRooms.demo;
import static io.modelferry.control.testing.RunningHouse.code;
import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.control.testing.RunningHouse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Runs over real HTTP, made by real workers. */
final class RunRoutesTest {

    private static final RunningHouse HOUSE = RunningHouse.shared();
    private static final String VERSION = "/models/run-routes/versions/1";

    private static String calibration = "";
    private static String foreign = "";
    private static String acceptance = "";

    @BeforeAll
    static void aVersionWithItsVariants() throws IOException {
        acceptance = set("acceptance", Files.readAllBytes(demo("acceptance.npz")));
        calibration = set("calibration", Files.readAllBytes(demo("acceptance.npz")));
        foreign = set("calibration", renamed("picture"));
        publish("run-routes", demo("meter-reader-1.onnx"));
        settle("run-routes");
    }

    @Test
    void anOrderIsQueuedFollowedAndEndsWithItsRecipe() {
        var ordered = ask("POST", VERSION + "/runs", """
                {"techniques": ["int8-static"], "calibration": "%s", "percentile": 99.9}""".formatted(calibration));

        assertThat(ordered.statusCode()).as(ordered.body()).isEqualTo(201);
        var run = json(ordered).path("items").path(0);
        assertThat(run.path("calibration").asString()).isEqualTo(calibration);
        assertThat(run.path("percentile").asDouble()).isEqualTo(99.9);
        assertThat(run.path("requestedBy").asString()).isNotBlank();
        settle("run-routes");

        var ended = json(ask("GET", "/optimisation-runs/" + run.path("id").asLong(), ""));
        assertThat(ended.path("state").asString()).as(ended.toString()).isEqualTo("DONE");
        var recipe = ended.path("result").path("recipe");
        assertThat(recipe.path("model").asString())
                .isEqualTo(json(ask("GET", VERSION, "")).path("digest").asString());
        assertThat(recipe.path("technique").path("ranges").size()).isPositive();
        assertThat(json(ask("GET", VERSION + "/runs", "")).path("items").findValuesAsString("variant"))
                .contains("fp32", "int8-dynamic", "int8-static");
        assertThat(ask("GET", VERSION + "/variants", "").body()).contains("int8-static");
    }

    @Test
    void aRunningRunIsCancelledByWhoeverMayAndOnlyOnce() throws Exception {
        publish("run-routes-endless", TestModels.write(TestModels.endless(), folder));
        var id = json(ask("GET", "/models/run-routes-endless/versions/1/runs", ""))
                .path("items")
                .path(0)
                .path("id")
                .asLong();
        var cancel = "/optimisation-runs/" + id + "/cancel";

        assertThat(code(HOUSE.api("POST", cancel, token("VIEWER"), "{}"))).isEqualTo("403 forbidden");
        assertThat(json(ask("POST", cancel, "{}")).path("cancelledBy").asString())
                .isNotBlank();
        settle("run-routes-endless");
        assertThat(json(ask("GET", "/optimisation-runs/" + id, ""))
                        .path("state")
                        .asString())
                .isEqualTo("CANCELLED");
        assertThat(code(ask("POST", cancel, "{}"))).isEqualTo("409 run-ended");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                              | 422 technique-missing         | techniques  | Name at least one of",
                "{'techniques': [null]}                                          | 422 unknown-technique         | techniques  | No technique makes 'null'",
                "{'techniques': ['smaller']}                                     | 422 unknown-technique         | techniques  | No technique makes 'smaller'",
                "{'techniques': ['int8-static']}                                 | 422 calibration-missing       | calibration | 'image' FLOAT",
                "{'techniques': ['int8-static'], 'calibration': 'FOREIGN'}       | 422 calibration-does-not-fit  | calibration | input 'image' is missing",
                "{'techniques': ['int8-static'], 'calibration': 'NOWHERE'}       | 422 calibration-set-not-found | calibration | upload it first",
                "{'techniques': ['int8-static'], 'calibration': 'no digest'}     | 400 malformed                 | ``          | digest",
                "{'techniques': ['fused'], 'calibration': 'CALIBRATION'}         | 422 calibration-unused        | calibration | leave the calibration set out",
                "{'techniques': ['int8-static'], 'calibration': 'CALIBRATION', 'percentile': 101} | 422 bad-percentile | percentile | above 0 and at most 100 percent, not 101.0",
                "{'techniques': ['fused'], 'percentile': 99.9}                    | 422 percentile-unused         | percentile  | leave the percentile out",
                "{'techniques': ['fused'], 'exclude': ['digit.gemm']}             | 422 exclude-unused            | exclude     | leave the nodes out",
                "{'techniques': ['profile'], 'excludeOperators': ['Gather']}      | 422 exclude-unused            | excludeOperators | leave the operators out",
                "{'techniques': ['int8-weights'], 'exclude': [' ']}               | 422 bad-exclude               | exclude     | exclude: at most 1000 names",
                "{'techniques': ['int8-weights'], 'excludeOperators': ['']}       | 422 bad-exclude               | excludeOperators | excludeOperators: at most 1000 names",
                "{'techniques': ['fp16', 'int8-weights'], 'perChannel': true}     | 422 per-channel-unused        | perChannel  | leave perChannel out",
                "{'techniques': ['pruned-30'], 'reduceRange': true}               | 422 reduce-range-unused       | reduceRange | leave reduceRange out",
                "{'techniques': ['int8-dynamic'], 'block': 64}                    | 422 block-unused              | block       | leave block out",
                "{'techniques': ['int8-dynamic'], 'asymmetric': true}             | 422 asymmetric-unused         | asymmetric  | leave asymmetric out",
                "{'techniques': ['int8-weights'], 'block': 48}                    | 422 bad-block                 | block       | a power of two from 16 on, not 48",
                "{'techniques': ['int4-weights-block-32']}                        | 422 unknown-technique         | techniques  | No technique makes 'int4-weights-block-32'",
                "{'techniques': ['fused', 'fp32']}                               | 409 variant-exists            | ``          | fp32 of run-routes@1 is made already"
            })
    void refusesWhatCannotBeMadeAndQueuesNothing(String order, String code, String field, String words) {
        var runs = json(ask("GET", VERSION + "/runs", "")).path("items").size();
        var body = order.replace('\'', '"')
                .replace("FOREIGN", foreign)
                .replace("CALIBRATION", calibration)
                .replace("NOWHERE", "0".repeat(64));

        var answer = ask("POST", VERSION + "/runs", body);

        assertThat(code(answer)).as(answer.body()).isEqualTo(code);
        assertThat(json(answer).path("field").asString("")).isEqualTo(field);
        assertThat(json(answer).path("detail").asString()).contains(words);
        assertThat(json(ask("GET", VERSION + "/runs", "")).path("items").size()).isEqualTo(runs);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /models/run-routes/versions/9/runs, 404 version-not-found",
        "POST, /models/run-routes/versions/9/runs, 404 version-not-found",
        "GET, /models/run-routes/versions/9/variants, 404 version-not-found",
        "GET, /optimisation-runs/987654321, 404 run-not-found",
        "POST, /optimisation-runs/987654321/cancel, 404 run-not-found"
    })
    void saysWhatIsNotThere(String method, String path, String code) {
        assertThat(code(ask(method, path, method.equals("POST") ? "{\"techniques\":[\"fp16\"]}" : "")))
                .isEqualTo(code);
    }

    @Test
    void onlyAPublisherOrders() throws IOException {
        var viewer = token("VIEWER");
        var order = "{\"techniques\":[\"fp16\"]}";

        assertThat(code(HOUSE.api("POST", VERSION + "/runs", viewer, order))).isEqualTo("403 forbidden");
        assertThat(put("/calibration-sets", Files.readAllBytes(demo("acceptance.npz")), viewer)
                        .statusCode())
                .isEqualTo(403);
        assertThat(HOUSE.api("GET", VERSION + "/runs", viewer, "").statusCode()).isEqualTo(200);
        assertThat(code(HOUSE.api("POST", VERSION + "/runs", "mf_no_token", order)))
                .isEqualTo("401 bad-token");
    }

    @Test
    void aDeviceIsToldWhichVariantItGetsAndWhyNoOther() {
        publishedDevice("routes-small", "constrained");

        var given = json(ask("GET", "/devices/routes-small/variants", "")).path("items");

        assertThat(given.size()).isEqualTo(1);
        assertThat(given.path(0).path("version").asString()).isEqualTo("1");
        assertThat(given.path(0).path("runs").asString()).isEqualTo("fp32");
        assertThat(given.path(0).path("gets").asString()).isEqualTo("int8-dynamic");
        assertThat(given.path(0).path("stays").isNull()).isTrue();
        assertThat(given.path(0).path("reasons").valueStream().map(JsonNode::asString))
                .contains(
                        "fp32: not taken, the class prefers int8-dynamic", "int8-dynamic: taken, the class prefers it");
        assertThat(json(ask("GET", "/devices/routes-small/variants?model=run-routes&version=1", ""))
                        .path("items"))
                .isEqualTo(given);
    }

    /** It runs the published file. */
    private static void publishedDevice(String id, String deviceClass) {
        var jdbc = HOUSE.bean(JdbcClient.class);
        jdbc.sql("""
                        insert into fleet_enrolment_token
                        values ('run-routes', 'run-routes', '*', 'standard', 'runs', false, 9, 0, 'ada', now(), now())
                        on conflict do nothing""").update();
        jdbc.sql("""
                        insert into fleet_device
                               (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate)
                        values (?, 'runs', ?, false, now(), 'run-routes', '', '')""").params(id, deviceClass).update();
        jdbc.sql("insert into fleet_running values (?, 'run-routes', ?, null, '{}', now())")
                .params(id, json(ask("GET", VERSION, "")).path("digest").asString())
                .update();
    }

    @Test
    void aCalibrationSetIsTakenOnceAndRefusedInWords() throws IOException {
        var again = put("/calibration-sets", Files.readAllBytes(demo("acceptance.npz")), HOUSE.adminToken());
        var bad = put("/calibration-sets", new byte[100], HOUSE.adminToken());

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(code(bad)).isEqualTo("422 not-npz");
        assertThat(json(bad).path("detail").asString()).startsWith("Calibration set: ");
    }

    @TempDir
    Path folder;

    private static HttpResponse<String> ask(String method, String path, String body) {
        return HOUSE.api(method, path, HOUSE.adminToken(), body);
    }

    private static void settle(String model) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> page(model).path("settled").asBoolean());
    }

    private static JsonNode page(String model) {
        return json(ask("GET", "/models/" + model + "/versions/1/variants", ""));
    }

    private static void publish(String model, Path onnx) throws IOException {
        var answer = put(
                "/models/" + model + "/versions/1?acceptance=" + acceptance,
                Files.readAllBytes(onnx),
                HOUSE.adminToken());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static String set(String kind, byte[] npz) {
        return json(put("/" + kind + "-sets", npz, HOUSE.adminToken()))
                .path("digest")
                .asString();
    }

    private static HttpResponse<String> put(String path, byte[] bytes, String token) {
        return RunningHouse.send(
                HttpClient.newHttpClient(),
                HttpRequest.newBuilder(HOUSE.console("/api/v1" + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofByteArray(bytes))
                        .build());
    }

    private static String token(String role) {
        return json(ask("POST", "/api-tokens", "{\"name\":\"a test\",\"roles\":[\"" + role + "\"],\"ttl\":\"PT1H\"}"))
                .path("token")
                .asString();
    }

    /** The demo's set with its input under another name. */
    private static byte[] renamed(String input) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var from = new ZipInputStream(Files.newInputStream(demo("acceptance.npz")));
                var to = new ZipOutputStream(out)) {
            for (var entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                to.putNextEntry(new ZipEntry(entry.getName().replace("image", input)));
                from.transferTo(to);
                to.closeEntry();
            }
        }
        return out.toByteArray();
    }
}
