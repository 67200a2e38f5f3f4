package io.modelferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.testing.FakeControlPlane;
import io.modelferry.cli.testing.Typed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs of optimisation runs against a server of our own that answers as the API does. */
final class OptimisationVerbsTest {

    private static final String VERSION = "/models/meter-reader/versions/2";
    private static final String DIGEST = "ab".repeat(32);
    private static final String RUN = """
            {"id":7,"model":"meter-reader","version":"2","variant":"int8-static","calibration":"%s","percentile":99.99,"exclude":["stem"],"excludeOperators":["Gather"],"state":"DONE",
             "reason":"","requestedBy":"ada","queuedAt":"2026-05-01T11:59:00Z",
             "result":{"recipe":{"technique":{"ranges":{"image":{},"logits":{}}}},"recipeDigest":"cdcdcdcdcdcdcdcd","layers":3,
              "inFloat":[{"node":"digit","operator":"Gemm","reason":"costs too much: quantised alone it leaves 8.1 dB"}],
              "trials":[{"inFloat":0,"drop":0.31,"holds":false},{"inFloat":1,"drop":0.004,"holds":true}]}}""".formatted(DIGEST);

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
    void sendsTheCalibrationSetFirstAndNamesItInTheOrder() throws IOException {
        Files.writeString(folder.resolve("typical.npz"), "npz bytes");
        server.answers("PUT /calibration-sets", 201, "{\"digest\":\"" + DIGEST + "\"}")
                .answers("POST " + VERSION + "/runs", 201, "{\"items\":[" + RUN.replace("DONE", "QUEUED") + "]}");

        var exit = ferry(
                "model",
                "optimize",
                "meter-reader@2",
                "--technique",
                "static,fp16",
                "--calibration",
                "typical.npz",
                "--percentile",
                "99.99",
                "--per-channel",
                "--reduce-range",
                "--exclude",
                "digit",
                "--exclude-operator",
                "Gather",
                "--no-wait");

        assertThat(typed.err()).isEmpty();
        assertThat(exit).isZero();
        assertThat(server.asked().getFirst().body()).isEqualTo("npz bytes");
        assertThat(server.last().body())
                .contains("[\"int8-static\",\"fp16\"]", DIGEST, "\"percentile\":99.99", "\"exclude\":[\"digit\"]")
                .contains("\"perChannel\":true", "\"reduceRange\":true", "\"excludeOperators\":[\"Gather\"]")
                .doesNotContain("block", "asymmetric");
        assertThat(typed.out()).containsPattern("7 +int8-static +QUEUED +ada");
    }

    @Test
    void saysHowWeightsAreBlocked() {
        server.answers("POST " + VERSION + "/runs", 201, "{\"items\":[]}");

        ferry(
                "model",
                "optimize",
                "meter-reader@2",
                "--technique",
                "int4-weights",
                "--block",
                "64",
                "--asymmetric",
                "--no-wait");

        assertThat(server.last().body()).contains("\"block\":64", "\"asymmetric\":true");
    }

    @Test
    void sendsNothingIfTheCalibrationSetCannotBeRead() {
        assertThat(ferry("model", "optimize", "meter-reader@2", "--technique", "static", "--calibration", "no.npz"))
                .isEqualTo(2);
        assertThat(typed.err()).contains("cannot read no.npz");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void followsTheRunsUntilAllHaveEnded() {
        server.answersFirst("GET " + VERSION + "/variants", page("RUNNING", "layers", false))
                .streams(
                        "GET " + VERSION + "/variants/events",
                        "event: variants\ndata: " + page("RUNNING", "trial with 1 layers in float", false)
                                + "\n\nevent: variants\ndata: " + page("OFFERED", "", true) + "\n\n")
                .answers("GET " + VERSION + "/variants", 200, page("OFFERED", "", true));

        assertThat(ferry("model", "variants", "meter-reader@2", "--watch")).isZero();
        assertThat(typed.err().lines().map(String::strip))
                .containsExactly(
                        "int8-static    layers",
                        "int8-static    trial with 1 layers in float",
                        "int8-static    offered");
        assertThat(typed.out()).containsPattern("int8-static +OFFERED");
    }

    @Test
    void saysHowFarALongStepIs() {
        var far = "{\"items\":[],\"runs\":[{\"variant\":\"int8-static\",\"state\":\"RUNNING\",\"step\":\"compare\","
                + "\"done\":%d,\"total\":256,\"secondsLeft\":%s}],\"classes\":[],\"settled\":false}";
        server.answersFirst("GET " + VERSION + "/variants", far.formatted(64, "40"))
                .streams(
                        "GET " + VERSION + "/variants/events",
                        "event: variants\ndata: " + far.formatted(65, "39") + "\n\nevent: variants\ndata: "
                                + page("OFFERED", "", true) + "\n\n")
                .answers("GET " + VERSION + "/variants", 200, page("OFFERED", "", true));

        assertThat(ferry("model", "variants", "meter-reader@2", "--watch")).isZero();
        assertThat(typed.err().lines().map(String::strip))
                .containsExactly("int8-static    compare 64 of 256, about 40 s left", "int8-static    offered");
    }

    @Test
    void showsTheRecipeOfARunAndWhatStayedInFloat() {
        server.answers("GET /optimisation-runs/7", 200, RUN);

        assertThat(ferry("model", "run", "7")).isZero();
        assertThat(typed.out())
                .contains(
                        "run 7  meter-reader@2 int8-static",
                        "DONE",
                        "codes reach 99.99 % of the values",
                        "excluded     every Gather",
                        "excluded     stem",
                        "cdcdcdcdcdcd  2 measured ranges",
                        "31.0 % with no layer in float, too much",
                        "with the worst 1 in float, holds")
                .containsPattern("digit +Gemm +costs too much");
    }

    @Test
    void aRunWithoutASetOfItsOwnSaysWhichItTook() {
        server.answers("GET /optimisation-runs/7", 200, RUN.replace("\"" + DIGEST + "\"", "null"))
                .answers("GET /optimisation-runs/8", 200, RUN.replace("int8-static", "fp16"));

        ferry("model", "run", "7");
        assertThat(typed.out()).contains("calibration  the set that the version was published with");
        ferry("model", "run", "8");
        assertThat(typed.out().split("run 7  meter-reader@2 fp16")[1]).doesNotContain("calibration");
    }

    @Test
    void aPublishedFileThatNobodyIsOfferedIsARefusal() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "bytes");
        server.answers("PUT " + VERSION + "?notes=", 201, "{\"lengthBytes\":10,\"digest\":\"" + DIGEST + "\"}")
                .answers("GET " + VERSION + "/deltas", 200, "{\"items\":[]}")
                .answers(
                        "GET " + VERSION + "/variants",
                        200,
                        "{\"items\":[{\"variant\":\"fp32\",\"status\":\"NOT_OFFERED\",\"reason\":\"node 'hen' waits\"}]}");

        assertThat(ferry("publish", "model.onnx", "--name", "meter-reader", "--version", "2"))
                .isEqualTo(3);
        assertThat(typed.err())
                .contains("ferry: no device will be offered meter-reader@2: node 'hen' waits (published-not-offered)");
    }

    @Test
    void saysHowFarAVariantIsFromThePublishedFile() {
        server.answers(
                "GET " + VERSION + "/variants",
                200,
                "{\"items\":[{\"variant\":\"fp32\",\"status\":\"OFFERED\",\"agreement\":1,\"worstClassDrop\":0},"
                        + "{\"variant\":\"int8-dynamic\",\"status\":\"OFFERED\",\"agreement\":0.992,\"worstClassDrop\":0.04,"
                        + "\"outputCosine\":0.99871}]}");

        assertThat(ferry("model", "variants", "meter-reader@2")).isZero();
        assertThat(typed.out())
                .containsPattern("BESIDE THE PUBLISHED FILE +SAME ANSWERS +WORST CLASS LOSES +MEAN COSINE")
                .containsPattern("int8-dynamic +99.2 % +4.0 % +0.99871");
        assertThat(typed.out().lines().filter(line -> line.startsWith("fp32"))).hasSize(1);
    }

    @Test
    void listsAndCancelsRuns() {
        server.answers("GET " + VERSION + "/runs", 200, "{\"items\":[" + RUN + "]}")
                .answers("POST /optimisation-runs/7/cancel", 200, RUN.replace("DONE", "CANCELLED"));

        assertThat(ferry("model", "runs", "meter-reader@2")).isZero();
        assertThat(typed.out()).containsPattern("7 +int8-static +DONE +ada +1 min ago");
        assertThat(ferry("model", "cancel", "7")).isZero();
        assertThat(typed.out()).contains("run 7 of int8-static is cancelled");
    }

    @ParameterizedTest
    @CsvSource({
        "422, calibration-missing, 3",
        "409, variant-exists, 3",
        "404, version-not-found, 6",
        "403, forbidden, 5",
    })
    void aRefusalIsOneLineAndAnExitCode(int status, String code, int exit) {
        var problem = "{\"code\":\"" + code + "\",\"detail\":\"In the server's words.\"}";
        server.answers("POST " + VERSION + "/runs", status, problem)
                .answers("GET " + VERSION + "/variants", status, problem)
                .answers("GET " + VERSION + "/runs", status, problem)
                .answers("GET /optimisation-runs/7", status, problem)
                .answers("POST /optimisation-runs/7/cancel", status, problem);

        assertThat(ferry("model", "optimize", "meter-reader@2", "--technique", "static"))
                .isEqualTo(exit);
        assertThat(ferry("model", "variants", "meter-reader@2", "--watch")).isEqualTo(exit);
        assertThat(ferry("model", "runs", "meter-reader@2")).isEqualTo(exit);
        assertThat(ferry("model", "run", "7")).isEqualTo(exit);
        assertThat(ferry("model", "cancel", "7")).isEqualTo(exit);
        assertThat(typed.err().lines()).hasSize(5).containsOnly("ferry: In the server's words. (" + code + ")");
        assertThat(typed.out()).isEmpty();
    }

    private static String page(String status, String step, boolean settled) {
        var runs = settled ? "" : "{\"variant\":\"int8-static\",\"state\":\"RUNNING\",\"step\":\"" + step + "\"}";
        return "{\"items\":[{\"variant\":\"int8-static\",\"status\":\"%s\"}],\"runs\":[%s],\"classes\":[],\"settled\":%s}"
                .formatted(status, runs, settled);
    }

    private int ferry(String... arguments) {
        return Ferry.commandLine(typed.shell()).execute(arguments);
    }
}
