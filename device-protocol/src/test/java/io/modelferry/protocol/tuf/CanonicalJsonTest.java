package io.modelferry.protocol.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.protocol.MalformedMessage;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalJsonTest {

    /** The canonical forms are what {@code encode_canonical} of securesystemslib 1.4.0 gives. */
    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of("{\"A\" : [ 99 ]}", "{\"A\":[99]}"),
                Arguments.of(
                        "{\"b\": \"tab\\tq\\\"b\\\\\", \"a\": \"line\\nfeed\"}",
                        "{\"a\":\"line\nfeed\",\"b\":\"tab\tq\\\"b\\\\\"}"),
                Arguments.of(
                        "{\"\\ud83d\\udea2\": 1, \"\\uff61\": 2, \"z\": 3, \"\\u00e9\": 4}",
                        "{\"z\":3,\"é\":4,\"｡\":2,\"🚢\":1}"),
                Arguments.of(
                        "{\"t\": true, \"f\": false, \"n\": null, \"i\": -12, \"e\": [], \"o\": {}}",
                        "{\"e\":[],\"f\":false,\"i\":-12,\"n\":null,\"o\":{},\"t\":true}"),
                Arguments.of("{\"x\": \"\\u2028\\u007f\\u0000\\/\"}", "{\"x\":\"\u2028\u007f\u0000/\"}"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void writesWhatTheReferenceImplementationWrites(String json, String canonical) {
        assertThat(CanonicalJson.of(read(json)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(canonical);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void writesTextThatReadsBackAsTheSame(String json, String canonical) {
        assertThat(StrictJson.read(CanonicalJson.text(read(json)))).isEqualTo(read(json));
    }

    /** Ids and keys as the specification prints them in its examples (1.0.34, 4.3 and 4.5). */
    @ParameterizedTest
    @CsvSource({
        "66dd78c5c2a78abc6fc6b267ff1a8017ba0e8bfc853dd97af351949bba021275,"
                + "cb3fbd83df4ba2471a736b065650878280964a98843ec13b457a99b2a21cc3b4",
        "01c61f8dc7d77fcef973f4267927541e355e8ceda757e2c402818dad850f856e,"
                + "66676daa73bdfb4804b56070c8927ae491e2a6c2314f05b854dea94de8ff6bfc",
        "b6e40fb71a6041212a3d84331336ecaa1f48a0c523f80ccc762a034c727606fa,"
                + "f761033eb880143c52358d941d987ca5577675090e2215e856ba0099bc0ce4f6"
    })
    void hashesAKeyToTheIdOfTheSpecificationsExample(String key, String id) {
        var json = "{\"keytype\": \"ed25519\", \"scheme\": \"ed25519\", \"keyval\": {\"public\": \"" + key + "\"}}";

        assertThat(Key.read(read(json)).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1, \"a\": 1}",
                "{\"a\": {\"b\": 1, \"b\": 2}}",
                "{\"a\": 1.0}",
                "{\"a\": 1e3}",
                "{\"a\": 9223372036854775808}",
                "{\"a\": 01}",
                "{\"a\": NaN}",
                "{\"a\": 'single'}",
                "{\"a\": \"line\nfeed\"}",
                "{\"a\": 1,}",
                "{\"a\": 1",
                "{\"a\": [1}",
                "{\"a\": 1} x",
                "{\"a\": 1}{}",
                "{/* why */ \"a\": 1}",
                "\uFEFF{\"a\": 1}",
                "[1]",
                "\"a\"",
                "null",
                ""
            })
    void refuses(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesNestingBeyondThirtyTwo() {
        var deepest = "{\"a\":" + "[".repeat(StrictJson.MAX_DEPTH - 1) + "]".repeat(StrictJson.MAX_DEPTH - 1) + "}";
        var deeper = "{\"a\":" + "[".repeat(StrictJson.MAX_DEPTH) + "]".repeat(StrictJson.MAX_DEPTH) + "}";

        assertThat(read(deepest).has("a")).isTrue();
        assertThatThrownBy(() -> read(deeper)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesWhatIsNotUtf8() {
        assertThatThrownBy(() -> StrictJson.read("{\"a\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> StrictJson.read("{\"a\": 1}".getBytes(StandardCharsets.UTF_16BE)))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesHalfASurrogatePairWhichHasNoUtf8() {
        assertThatThrownBy(() -> CanonicalJson.of(read("{\"a\": \"\\ud83d\"}"))).isInstanceOf(MalformedMessage.class);
    }

    private static JsonObject read(String json) {
        return StrictJson.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
