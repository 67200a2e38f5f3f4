package io.modelferry.delta.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link BitWriter} and {@link BitReader}. */
final class BitsTest {

    private final BitWriter out = new BitWriter();

    /** 1, 10, 11111, then 0xabc: by hand. */
    @Test
    void theLeastSignificantBitComesFirst() {
        out.write(1, 1);
        out.write(0b10, 2);
        out.write(0b11111, 5);
        out.write(0xabc, 12);

        assertThat(bytes()).containsExactly(0b11111_10_1, 0xbc, 0x0a);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void bringsBackFieldsOfAnyWidth(long seed) throws Exception {
        var random = new Random(seed);
        int count = 5_000;
        var values = new int[count];
        var widths = new byte[count];
        for (int i = 0; i < count; i++) {
            widths[i] = (byte) random.nextInt(33);
            values[i] = (int) (random.nextLong() & (1L << widths[i]) - 1);
            out.write(values[i] & 0xffff_ffffL, widths[i]);
        }
        out.writeAll(values, widths, count);

        var in = reader();

        for (int twice = 0; twice < 2; twice++) {
            for (int i = 0; i < count; i++) {
                assertThat(in.read(widths[i])).as("field %d", i).isEqualTo(values[i]);
            }
        }
    }

    @Test
    void bringsBackCounts() throws Exception {
        int[] counts = {0, 1, 127, 128, 16_383, 16_384, 1 << 28, Integer.MAX_VALUE};
        out.write(1, 3);
        for (int count : counts) {
            out.writeVarint(count);
        }

        var in = reader();

        assertThat(in.read(3)).isEqualTo(1);
        for (int count : counts) {
            assertThat(in.readVarint(Integer.MAX_VALUE)).isEqualTo(count);
        }
    }

    @Test
    void startsAnewWithNothingLeftOver() {
        out.write(0x7f, 7);
        out.clear();
        out.write(0, 1);

        assertThat(bytes()).containsExactly(0);
    }

    @Test
    void refusesToReadPastTheEnd() throws Exception {
        out.write(0xffff, 16);
        var in = reader();
        in.read(11);

        assertThatExceptionOfType(CutShort.class).isThrownBy(() -> in.read(6));
        assertThat(in.read(5)).isEqualTo(0x1f);
        assertThatExceptionOfType(CutShort.class).isThrownBy(() -> in.read(1));
        assertThat(in.read(0)).isZero();
    }

    @Test
    void refusesCountsBeyondWhatCanBe() {
        out.writeVarint(300);
        assertThatExceptionOfType(CutShort.class).isThrownBy(() -> reader().readVarint(299));
        out.clear();
        for (int i = 0; i < 5; i++) {
            out.write(0xff, 8);
        }
        out.write(0, 8);
        assertThatExceptionOfType(CutShort.class).isThrownBy(() -> reader().readVarint(Integer.MAX_VALUE));
        out.clear();
        for (int i = 0; i < 4; i++) {
            out.write(0xff, 8);
        }
        out.write(0x7f, 8); // 2^35 - 1
        assertThatExceptionOfType(CutShort.class).isThrownBy(() -> reader().readVarint(Integer.MAX_VALUE));
    }

    @Test
    void wantsRoomToLookAhead() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BitReader(new byte[20], 0, 5));
    }

    private BitReader reader() {
        var bytes = bytes();
        return new BitReader(Arrays.copyOf(bytes, bytes.length + BitReader.PADDING), 0, bytes.length);
    }

    private byte[] bytes() {
        var bytes = new byte[out.align()];
        out.copyTo(bytes, 0);
        return bytes;
    }
}
