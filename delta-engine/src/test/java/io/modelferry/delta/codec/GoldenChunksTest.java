package io.modelferry.delta.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.testing.Bits;
import io.modelferry.delta.testing.Change;
import io.modelferry.delta.testing.DeltaBytes;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Chunks written by hand from docs/delta-format.md, section 6, field by field: what the document says is what the engine reads. */
final class GoldenChunksTest {

    private static final long LOWEST = 0x8000_0000L;

    /** What a state becomes by a symbol that half of the table belongs to: the lower half, the upper half. */
    private static final long LOWER_HALF = 2 * LOWEST;

    private static final long UPPER_HALF = 2 * LOWEST + 2_048;

    private final Workbench workbench = new Workbench();

    @AfterEach
    void close() {
        workbench.close();
    }

    @Test
    void literal() throws Exception {
        var stored = DeltaBytes.rawFrame(hex("01020304"));

        assertThat(decoded(Codec.LITERAL, ElementType.INT8, "ffffffff", stored)).isEqualTo("01020304");
    }

    @Test
    void planes() throws Exception {
        var stored = DeltaBytes.rawFrame(hex("0102 0300")); // low bytes of both elements, then high bytes

        assertThat(decoded(Codec.PLANES, ElementType.INT16, "1010 2020", stored))
                .isEqualTo("11132220");
    }

    @Test
    void floats() throws Exception {
        var stored = new Bits()
                .field(1, 0) // no row mask
                .field(5, 0) // no bits dropped
                .field(1, 1) // a table for zero:
                .field(8, 0) // first symbol 0
                .field(8, 0) // last symbol 0
                .field(6, 1) // its count: 2^0
                .field(8, 1) // one group
                .field(8, 127) // exponents from 127
                .field(8, 128) // to 128; their table:
                .field(8, 5) // first symbol: token 5, a magnitude of one bit, away from zero
                .field(8, 9) // last symbol: the same token, one exponent up
                .field(6, 1) // count of 5
                .zeros(6, 3) // 6, 7 and 8 do not occur
                .field(6, 1) // count of 9
                .field(8, 16) // bytes of symbols: both states, no words
                .align()
                .state(LOWER_HALF) // token 5 of the first float, then zero's only symbol
                .state(UPPER_HALF) // symbol 9 of the second
                .toByteArray();

        assertThat(decoded(Codec.FLOAT, ElementType.FLOAT, "0000803f 00000040 00000000", stored))
                .isEqualTo("0100803f" + "01000040" + "00000000");
    }

    @Test
    void floatsWithRawBitsAndDroppedOnes() throws Exception {
        var stored = new Bits()
                .field(1, 0) // no row mask
                .field(5, 16) // sixteen bits dropped: all targets were bfloat16 once
                .field(1, 0) // no table for zero
                .field(8, 1) // one group
                .field(8, 127) // exponent 127
                .field(8, 127) // only; its table:
                .field(8, 16) // first symbol: 1 + 4 · 3 + 2 + 1: three bits, 11 in front, towards zero
                .field(8, 16) // last symbol
                .field(6, 1) // its count
                .field(8, 16) // bytes of symbols
                .align()
                .state(LOWEST)
                .state(LOWEST)
                .field(1, 1) // the third bit of 111: seven units
                .toByteArray();

        // 0x3fc07fff is rounded to 0x3fc0 first
        assertThat(decoded(Codec.FLOAT, ElementType.FLOAT, "ff7fc03f", stored)).isEqualTo("0000b93f");
    }

    @Test
    void bytes() throws Exception {
        var stored = new Bits()
                .field(1, 0) // no row mask
                .field(1, 0) // no pairs
                .field(8, 1) // table: first symbol 1
                .field(8, 1) // last symbol 1
                .field(6, 1) // its count
                .field(8, 16) // bytes of symbols
                .state(LOWEST)
                .state(LOWEST)
                .toByteArray();

        assertThat(decoded(Codec.BYTE, ElementType.INT8, "01027fff", stored)).isEqualTo("02038000");
    }

    @Test
    void pairsOfBytesAndOneThatIsEscaped() throws Exception {
        var stored = new Bits()
                .field(1, 0) // no row mask
                .field(1, 1) // pairs
                .field(8, 134) // table: first symbol 16 · (1 + 7) + (-1 + 7)
                .field(8, 255) // last symbol: what follows is raw
                .field(6, 1) // count of 134
                .zeros(6, 120) // what lies between does not occur
                .field(6, 1) // count of 255
                .field(8, 16) // bytes of symbols
                .align()
                .state(LOWER_HALF) // 134
                .state(UPPER_HALF) // 255
                .hex("64 32") // the pair 100, 50
                .toByteArray();

        assertThat(decoded(Codec.BYTE, ElementType.UINT8, "0a0a0a0a", stored)).isEqualTo("0b096e3c");
    }

    /** Two rows of sixteen, of which the second is just as expected. */
    @Test
    void bytesUnderARowMask() throws Exception {
        var stored = new Bits()
                .field(1, 1) // a row mask:
                .field(8, 16) // rows of 16
                .field(8, 0) // the chunk begins at a row's first element
                .field(1, 1) // the first row is coded
                .field(1, 0) // the second is not
                .field(1, 0) // no pairs
                .field(8, 255) // table: first symbol 255, one less
                .field(8, 255) // last
                .field(6, 1) // its count
                .field(8, 16) // bytes of symbols
                .align()
                .state(LOWEST)
                .state(LOWEST)
                .toByteArray();

        assertThat(decoded(Codec.BYTE, ElementType.INT8, "07".repeat(32), stored))
                .isEqualTo("06".repeat(16) + "07".repeat(16));
    }

    @Test
    void sparse() throws Exception {
        var stored = new Bits()
                .hex("02") // two differ
                .hex("01 00") // one is skipped; the next follows at once
                .hex("0f00 00f0") // what each is XORed with
                .toByteArray();

        assertThat(decoded(Codec.SPARSE, ElementType.FLOAT16, "1111 2222 3333 4444", stored))
                .isEqualTo("11112d2233c34444");
    }

    @Test
    void steps() throws Exception {
        var stored = new Bits()
                .field(8, 8) // rows of eight
                .field(8, 0) // from a row's first element
                .field(19, 0x3f000000 >>> 12) // a step of 0.5
                .field(8, 129) // table: first symbol, code 2
                .field(8, 129) // last
                .field(6, 1) // its count
                .align()
                .state(LOWEST)
                .state(LOWEST)
                .toByteArray();

        assertThat(decoded(Codec.STEPS, ElementType.FLOAT, "0000803f".repeat(8), stored))
                .isEqualTo("00000040".repeat(8));
    }

    @Test
    void dictionary() throws Exception {
        var stored = DeltaBytes.rawFrame(hex("aabb"));

        assertThat(decoded(Codec.DICTIONARY, ElementType.BYTES, "00112233", stored, 2))
                .isEqualTo("aabb");
    }

    @Test
    void moves() throws Exception {
        var stored = DeltaBytes.rawFrame(hex(
                "02 01 04 0001 ff" // add 2, copy 1, seek 2 ahead: what to add, what to copy
                        + "01 00 05 10")); // add 1, copy none, seek 3 back: what to add

        assertThat(decoded(Codec.MOVES, ElementType.BYTES, "aabbccdd", stored)).isEqualTo("ccdeffcb");
    }

    private String decoded(Codec codec, ElementType type, String expected, byte[] stored) throws Exception {
        return decoded(codec, type, expected, stored, hex(expected).length);
    }

    private String decoded(Codec codec, ElementType type, String expected, byte[] stored, int length) throws Exception {
        var change = new Change("golden", type, hex(expected), hex(expected));
        return HexFormat.of().formatHex(new Coded(workbench.codec(codec), change, 0, 0).decode(stored, length));
    }

    private static byte[] hex(String bytes) {
        return HexFormat.of().parseHex(bytes.replace(" ", ""));
    }
}
