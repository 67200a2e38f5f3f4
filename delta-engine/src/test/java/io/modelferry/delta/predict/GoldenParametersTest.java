package io.modelferry.delta.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.testing.ArrayBase;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Parameters written by hand from docs/delta-format.md, section 5, and what is expected of them. */
final class GoldenParametersTest {

    private static final String ALL_IN_ONE = number(1) + "ffffffffffffff7f"; // one channel, endless stride

    @Test
    void resized() throws Exception {
        var parameters = number(2) + number(3); // rows of two elements became rows of three

        assertThat(predicted(Prediction.Kind.RESIZED, ElementType.INT8, 6, "01020304", parameters))
                .isEqualTo("010200030400");
    }

    @Test
    void scaledFloats() throws Exception {
        var parameters = number(2) + number(1) // two channels, alternating
                + "3f40" // first bytes of the slopes 0.5 and 2
                + "0000" // second bytes
                + "0000"; // third

        assertThat(predicted(Prediction.Kind.SCALED, ElementType.FLOAT, 8, "0000803f0000803f", parameters))
                .isEqualTo("0000003f00000040");
    }

    @Test
    void scaledBytes() throws Exception {
        var parameters = ALL_IN_ONE + "3f0000" // slope 0.5
                + "404000"; // offset 3

        // 5.5 and 4.5 are rounded to even; 258.0 is clipped
        assertThat(predicted(Prediction.Kind.SCALED, ElementType.UINT8, 3, "0503ff", parameters))
                .isEqualTo("060482");
    }

    @Test
    void pruned() throws Exception {
        var keepsSign = "01";
        var parameters = keepsSign + ALL_IN_ONE + "3f 80 00 00"; // below 1

        assertThat(predicted(Prediction.Kind.PRUNED, ElementType.FLOAT, 12, "0000003f 000000bf 0000803f", parameters))
                .isEqualTo("00000000" + "00000080" + "0000803f");
    }

    @Test
    void lowRank() throws Exception {
        var parameters = number(1) + number(2) // rank 1, two columns
                + "3f40 8000 0000 0000" // left: 1, 2
                + "3f3f 8000 0000 0000"; // right: 1, 0.5

        // [[0, 0], [0, 0]] + [[1, 0.5], [2, 1]]
        assertThat(predicted(Prediction.Kind.LOW_RANK, ElementType.FLOAT, 16, "00".repeat(16), parameters))
                .isEqualTo("0000803f" + "0000003f" + "00000040" + "0000803f");
    }

    @Test
    void derivedFloat16() throws Exception {
        var parameters = "01" + "007f 007f 00ff 00ff" + number(0); // form 1: 0 … the largest float; not turned

        assertThat(predicted(Prediction.Kind.DERIVED, ElementType.FLOAT16, 4, "0000803f 000000c0", parameters))
                .isEqualTo("003c00c0");
    }

    @Test
    void derivedBfloat16() throws Exception {
        assertThat(predicted(Prediction.Kind.DERIVED, ElementType.BFLOAT16, 2, "0080803f", "02" + number(0)))
                .isEqualTo("803f");
    }

    /** From -1 to 1 in steps of 1/127. */
    @Test
    void derivedInt8AndItsScale() throws Exception {
        var weights = "000080bf 0000003f 0000803f 00000000";
        var ofInt8 = "00" + "01"; // int8, symmetric

        assertThat(predicted(
                        Prediction.Kind.DERIVED, ElementType.INT8, 4, weights, "03" + ofInt8 + ALL_IN_ONE + number(0)))
                .isEqualTo("81407f00");
        assertThat(predicted(
                        Prediction.Kind.DERIVED, ElementType.FLOAT, 4, weights, "04" + ofInt8 + ALL_IN_ONE + number(0)))
                .isEqualTo("0402013c");
    }

    @Test
    void derivedByGivenScalesAndTurned() throws Exception {
        var parameters = "05" + "01" + ALL_IN_ONE // given, uint8
                + "3f0000" // scale 0.5
                + "412000" // zero point 10
                + number(2); // the base has rows of two, which are columns now

        // [[1, 2], [3, 4]] turned, in halves, from ten on
        assertThat(predicted(
                        Prediction.Kind.DERIVED,
                        ElementType.UINT8,
                        4,
                        "0000803f 00000040 00004040 00008040",
                        parameters))
                .isEqualTo("0c100e12");
    }

    @Test
    void refusesMoreChannelsAndRanksThanTheDocumentAllows() {
        for (var parameters : new String[] {number(65) + number(1), number(0) + number(1)}) {
            assertThatExceptionOfType(BadParameters.class)
                    .isThrownBy(() -> predicted(
                            Prediction.Kind.LOW_RANK,
                            ElementType.FLOAT,
                            4,
                            "00000000",
                            parameters + "00".repeat(1 << 10)));
        }
        for (long channels : new long[] {0, 262_145, -1}) {
            assertThatExceptionOfType(BadParameters.class)
                    .isThrownBy(() -> predicted(
                            Prediction.Kind.SCALED,
                            ElementType.FLOAT,
                            4,
                            "00000000",
                            number(channels) + number(1) + "00".repeat(1 << 20)))
                    .withMessageContaining("allowed are 1 to 262144");
        }
    }

    private static String predicted(
            Prediction.Kind kind, ElementType type, int targetBytes, String base, String parameters) throws Exception {
        var bytes = hex(base);
        var prediction = kind.read(hex(parameters), new Sides(type, targetBytes, bytes.length));
        return HexFormat.of()
                .formatHex(PredictionContract.predicted(
                        prediction, new ArrayBase(bytes), 0, targetBytes / type.width(), type.width()));
    }

    /** Eight bytes, the lowest first. */
    private static String number(long value) {
        return HexFormat.of().toHexDigits(Long.reverseBytes(value));
    }

    private static byte[] hex(String bytes) {
        return HexFormat.of().parseHex(bytes.replace(" ", ""));
    }
}
