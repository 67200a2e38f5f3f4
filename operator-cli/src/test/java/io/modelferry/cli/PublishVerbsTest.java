package io.modelferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What a publisher types, and what it says of a new version. */
final class PublishVerbsTest extends VerbsAgainstAServer {

    private static final String DIGEST = "ab".repeat(32);

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
    void publishesWithTheFloorThatItBrings() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "onnx bytes");
        server.answers(
                "PUT /models/meter-reader/versions/2?notes=&floor=2",
                201,
                "{\"lengthBytes\":10,\"digest\":\"" + DIGEST + "\"}");

        assertThat(ferry(
                        "publish",
                        "model.onnx",
                        "--name",
                        "meter-reader",
                        "--version",
                        "2",
                        "--floor",
                        "2",
                        "--no-wait"))
                .isZero();
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
}
