package io.modelferry.agent.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are not what the protocol or the model asks for: each is refused in words, with its status. */
class RefusedRequestTest extends ServingOverHttp {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            of an input    | {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","parameters":{"binary_data_size":12}}]}
            of an output   | {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}],"outputs":[{"name":"y","parameters":{"binary_data":true}}]}
            of all outputs | {"parameters":{"binary_data_output":true},"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}
            """)
    void refusesBinaryTensorsInWords(String row, String request) throws Exception {
        serve("Abs");

        var refused = send("POST", INFER, request);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).get("error").asString()).contains("binary");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no JSON                 | 400 | POST | /v2/models/meter-reader/infer | hello
            an element too many     | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","datatype":"FP32","shape":[1,3],"data":[1,2,3,4]}]}
            a shape without data    | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","datatype":"FP64","shape":[60000000],"data":[]}]}
            data twice              | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","datatype":"FP32","shape":[1,3],"data":[1,2,3],"data":[1,2,3]}]}
            a shape twice           | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","datatype":"FP32","shape":[1,3],"data":[1,2,3],"shape":[3,1]}]}
            an array                | 400 | POST | /v2/models/meter-reader/infer | []
            no inputs               | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[]}
            too few numbers         | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2]}]}
            a negative shape        | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[-1,3],"datatype":"FP32","data":[]}]}
            an endless shape        | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[9999999999,9999999999],"datatype":"FP32","data":[]}]}
            text for a number       | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":["a",2,3]}]}
            a byte that is none     | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[1,3],"datatype":"UINT8","data":[256,2,3]}]}
            another datatype        | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[1,3],"datatype":"INT64","data":[1,2,3]}]}
            an unknown datatype     | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[1,3],"datatype":"BYTES","data":[1,2,3]}]}
            another input           | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"z","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}
            an unknown output       | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}],"outputs":[{"name":"z"}]}
            a whole too long        | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[1,3],"datatype":"INT64","data":[99999999999999999999,2,3]}]}
            an unknown model        | 404 | POST | /v2/models/other/infer        | {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}
            a name nobody can have  | 404 | GET  | /v2/models/a.b                | ''
            an unknown path         | 404 | GET  | /v3                           | ''
            a path too long         | 404 | GET  | /v2/models/meter-reader/ready/now | ''
            an old version          | 404 | GET  | /v2/models/meter-reader/versions/v6 | ''
            the wrong method        | 405 | GET  | /v2/models/meter-reader/infer | ''
            """)
    void refuses(String row, int status, String method, String path, String body) throws Exception {
        serve("Abs");

        var response = send(method, path.strip(), body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).get("error").asString()).isNotBlank();
    }
}
