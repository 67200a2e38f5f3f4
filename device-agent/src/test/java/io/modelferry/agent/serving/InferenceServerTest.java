package io.modelferry.agent.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.TinyModels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Open Inference Protocol v2, as a caller speaks it. */
class InferenceServerTest extends ServingOverHttp {

    @Test
    void saysWhoItIs() throws Exception {
        var about = json(send("GET", "/v2", ""));

        assertThat(about.get("name").asString()).isEqualTo("modelferry-agent");
        assertThat(about.get("version").asString()).isEqualTo("0.0.test");
        assertThat(about.get("extensions").isArray()).isTrue();
    }

    @Test
    void isLiveBeforeAModelIsThereAndReadyAfter() throws Exception {
        assertThat(send("GET", "/v2/health/live", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/v2/health/ready", "").statusCode()).isEqualTo(503);
        assertThat(send("GET", "/v2/models/meter-reader/ready", "").statusCode())
                .isEqualTo(404);

        serve("Abs");

        assertThat(send("GET", "/v2/health/ready", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/v2/models/meter-reader/ready", "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void describesTheModel() throws Exception {
        serve("Abs");

        var metadata = json(send("GET", "/v2/models/meter-reader", ""));

        assertThat(metadata.get("versions").get(0).asString()).isEqualTo("v7");
        var input = metadata.get("inputs").get(0);
        assertThat(input.get("name").asString()).isEqualTo("x");
        assertThat(input.get("datatype").asString()).isEqualTo("FP32");
        assertThat(input.get("shape").toString()).isEqualTo("[-1,3]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            flat data                    | {"id":"r1","inputs":[{"name":"x","shape":[2,3],"datatype":"FP32","data":[1,-2,3,-4,5.5,-6e0]}]}
            nested data                  | {"id":"r1","inputs":[{"name":"x","shape":[2,3],"datatype":"FP32","data":[[1,-2,3],[-4,5.5,-6]]}]}
            data before shape            | {"inputs":[{"data":[1,-2,3,-4,5.5,-6],"datatype":"FP32","shape":[2,3],"name":"x"}],"id":"r1"}
            unknown properties           | {"id":"r1","parameters":{"a":{"b":[1]}},"inputs":[{"name":"x","parameters":{},"shape":[2,3],"datatype":"FP32","data":[1,-2,3,-4,5.5,-6]}]}
            outputs by name              | {"id":"r1","inputs":[{"name":"x","shape":[2,3],"datatype":"FP32","data":[1,-2,3,-4,5.5,-6]}],"outputs":[{"name":"y"}]}
            """)
    void infers(String row, String request) throws Exception {
        serve("Abs");

        var answer = json(send("POST", INFER, request));

        assertThat(answer.get("model_name").asString()).isEqualTo("meter-reader");
        assertThat(answer.get("model_version").asString()).isEqualTo("v7");
        assertThat(answer.get("id").asString()).isEqualTo("r1");
        var output = answer.get("outputs").get(0);
        assertThat(output.get("name").asString()).isEqualTo("y");
        assertThat(output.get("datatype").asString()).isEqualTo("FP32");
        assertThat(output.get("shape").toString()).isEqualTo("[2,3]");
        assertThat(output.get("data").toString()).isEqualTo("[1.0,2.0,3.0,4.0,5.5,6.0]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            BOOL   | 9  | true,false,true                                 | 3
            UINT8  | 2  | 0,127,255                                       | 256
            INT8   | 3  | -128,0,127                                      | 128
            INT16  | 5  | -32768,0,32767                                  | 32768
            INT32  | 6  | -2147483648,0,2147483647                        | 2147483648
            INT64  | 7  | -9223372036854775808,0,9223372036854775807      | 9223372036854775808
            FP32   | 1  | -1.5,0.0,3.4028235E38                           | "1"
            FP64   | 11 | -1.5,4.9E-324,1.7976931348623157E308            | null
            """)
    void takesAndGivesEveryDatatype(String datatype, int onnxType, String data, String outOfRange) throws Exception {
        serve(TinyModels.identity(onnxType));
        var properties = "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"%s\",\"shape\":[1,3],\"data\":[%s]}]}";
        var dataFirst = "{\"inputs\":[{\"data\":[%2$s],\"shape\":[1,3],\"datatype\":\"%1$s\",\"name\":\"x\"}]}";

        for (var order : List.of(properties, dataFirst)) {
            var output = json(send("POST", INFER, order.formatted(datatype, data)))
                    .get("outputs")
                    .get(0);
            assertThat(output.get("datatype").asString()).isEqualTo(datatype);
            assertThat(output.get("data").toString().replace("\"", "")).isEqualTo("[" + data + "]");

            var refused = send("POST", INFER, order.formatted(datatype, outOfRange + ",0,0"));
            assertThat(refused.statusCode()).isEqualTo(400);
        }
    }

    @Test
    void saysHowLongAnAnswerIsWithoutGivingItAndWhichMethodsItTakes() throws Exception {
        serve("Abs");
        var path = "/v2/models/meter-reader";

        var head = send("HEAD", path, "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(send("GET", path, "").body().length());

        assertThat(send("DELETE", path, "").headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(send("HEAD", INFER, "").headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void tellsWhatTheModelHasDone() throws Exception {
        serve("Abs");
        send("POST", INFER, "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]}");

        var stats = json(send("GET", "/v2/models/meter-reader/versions/v7/stats", ""));

        assertThat(stats.get("inferences").asLong()).isEqualTo(1);
        assertThat(stats.get("rejected").asLong()).isZero();
        assertThat(stats.get("in_swap").asBoolean()).isFalse();
        var latency = stats.get("latency_us");
        assertThat(latency.get("p50").asLong()).isPositive();
        assertThat(latency.get("p99").asLong())
                .isGreaterThanOrEqualTo(latency.get("p50").asLong());
    }

    @Test
    void namesARequestWhoseCallerDidNot() throws Exception {
        serve("Abs");

        var answer = json(send(
                "POST",
                INFER,
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]}"));

        assertThat(answer.get("id").asString()).isEqualTo("made-up-1");
    }

    @Test
    void answersTheVersionThatServes() throws Exception {
        serve("Abs");

        assertThat(send("GET", "/v2/models/meter-reader/versions/v7/ready", "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void reportsAModelThatFails() throws Exception {
        serve("Log");

        var response = send(
                "POST",
                INFER,
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[-1,2,3]}]}");

        assertThat(response.statusCode()).isEqualTo(500);
        var statistics = json(send("GET", "/v2/models/meter-reader/stats", ""));
        assertThat(statistics.get("errors").asLong()).isEqualTo(1);
        assertThat(statistics.get("inferences").asLong()).isZero();
    }

    @Test
    void takesGroundTruth() throws Exception {
        serve("Abs");
        var path = "/v2/models/meter-reader/feedback";

        assertThat(send("POST", path, "{\"request_id\":\"known\",\"label\":4}").statusCode())
                .isEqualTo(200);
        assertThat(lastLabel).hasValue(4);
        assertThat(send("POST", path, "{\"request_id\":\"other\",\"label\":4}").statusCode())
                .isEqualTo(404);
        assertThat(send("POST", path, "{\"request_id\":\"known\"}").statusCode())
                .isEqualTo(400);
        assertThat(send("POST", path, "{\"request_id\":\"known\",\"label\":\"4\"}")
                        .statusCode())
                .isEqualTo(400);
    }
}
