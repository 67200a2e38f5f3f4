package io.modelferry.delta.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RansTest {

    private static final int[] LENGTHS = {0, 1, 2, 3, 4, 5, 31, 1_000, 10_001};

    private final RansEncoder encoder = new RansEncoder();
    private final RansDecoder decoder = new RansDecoder();

    static Stream<int[]> tables() {
        var random = new Random(3);
        return Stream.concat(
                Stream.of(
                        Tables.only(0),
                        Tables.only(255),
                        Tables.only(0, 255),
                        Tables.oneAmongRare(1),
                        Tables.oneAmongRare(1 << 28)),
                Stream.generate(() -> Tables.counts(random)).limit(60));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void bringsBackSymbolsOfAnyTable(int[] counts) throws Exception {
        var table = FrequencyTable.of(counts);
        var random = new Random(1);
        for (int length : LENGTHS) {
            var symbols = Tables.symbols(counts, length, random);

            assertThat(decoded(encoded(table, symbols), table, length)).isEqualTo(symbols);
        }
    }

    /** The rarest symbol only, again and again: each costs twelve bits. */
    @ParameterizedTest
    @MethodSource("tables")
    void bringsBackWhatTheTableThinksImprobable(int[] counts) throws Exception {
        var table = FrequencyTable.of(counts);
        var symbols = new byte[5_000];
        Arrays.fill(symbols, (byte) rarest(table));

        var stored = encoded(table, symbols);

        assertThat(decoded(stored, table, symbols.length)).isEqualTo(symbols);
        assertThat(stored.length).isLessThanOrEqualTo(RansEncoder.STATE_BYTES + symbols.length * 12 / 8 + Long.BYTES);
    }

    @Test
    void costsWhatTheFrequenciesSay() {
        var counts = new int[256];
        counts[1] = 3_000_000;
        counts[2] = 1_000_000;
        var symbols = Tables.symbols(counts, 80_000, new Random(2));

        var stored = encoded(FrequencyTable.of(counts), symbols);

        double bits = 0.8113; // of entropy a symbol
        assertThat(stored.length - RansEncoder.STATE_BYTES).isBetween((int) (9_900 * bits), (int) (10_150 * bits));
    }

    @Test
    void takesTheTableOfEachKey() throws Exception {
        var random = new Random(4);
        var counts = Stream.generate(() -> Tables.counts(random)).limit(7).toArray(int[][]::new);
        var keys = new byte[4_000];
        var symbols = new byte[4_000];
        encoder.prepare(200);
        decoder.prepare(7);
        var tableOfKey = new int[256];
        for (int k = 0; k < counts.length; k++) {
            encoder.setTable(30 * k, FrequencyTable.of(counts[k]));
            decoder.setTable(k, FrequencyTable.of(counts[k]));
            tableOfKey[30 * k] = k;
        }
        for (int i = 0; i < keys.length; i++) {
            int k = random.nextInt(counts.length);
            keys[i] = (byte) (30 * k);
            symbols[i] = Tables.symbols(counts[k], 1, random)[0];
        }

        encoder.encode(keys, symbols, keys.length);
        var stored = stored();
        var decoded = new byte[keys.length];
        decoder.start(padded(stored), 0, stored.length);
        decoder.decode(tableOfKey, keys, decoded, keys.length);
        decoder.requireEnd();

        assertThat(decoded).isEqualTo(symbols);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 500})
    void refusesEveryTruncationAndEveryByteTooMany(int length) {
        var counts = Tables.counts(new Random(8));
        var table = FrequencyTable.of(counts);
        var stored = encoded(table, Tables.symbols(counts, length, new Random(9)));

        for (int cut = 0; cut < stored.length; cut++) {
            var shorter = Arrays.copyOf(stored, cut);
            assertThatExceptionOfType(CutShort.class).isThrownBy(() -> decoded(shorter, table, length));
        }
        var longer = Arrays.copyOf(stored, stored.length + 4);
        assertThatExceptionOfType(CutShort.class).isThrownBy(() -> decoded(longer, table, length));
    }

    /** States that no encoder leaves: too small, and with the topmost bit set. */
    @Test
    void refusesImpossibleStates() {
        var table = FrequencyTable.of(Tables.only(1));
        for (long state : new long[] {0, 1, RansEncoder.LOWEST - 1, -1, Long.MIN_VALUE}) {
            for (int at : new int[] {0, Long.BYTES}) {
                var stored = encoded(table, new byte[] {1, 1});
                LittleEndian.putLong(stored, at, state);

                assertThatExceptionOfType(CutShort.class).isThrownBy(() -> decoded(stored, table, 2));
            }
        }
    }

    @Test
    void survivesNoise() {
        var random = new Random(10);
        for (int i = 0; i < 3_000; i++) {
            var table = FrequencyTable.of(Tables.counts(random));
            var noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            try {
                decoded(noise, table, random.nextInt(200));
            } catch (CutShort refused) {
                assertThat(refused.reason()).isNotBlank();
            }
        }
    }

    private byte[] encoded(FrequencyTable table, byte[] symbols) {
        encoder.prepare(1);
        encoder.setTable(0, table);
        encoder.encode(symbols, symbols.length);
        return stored();
    }

    private byte[] stored() {
        var stored = new byte[encoder.length()];
        encoder.copyTo(stored, 0);
        return stored;
    }

    private byte[] decoded(byte[] stored, FrequencyTable table, int count) throws CutShort {
        var symbols = new byte[count];
        decoder.prepare(1);
        decoder.setTable(0, table);
        decoder.decode(padded(stored), 0, stored.length, symbols, count);
        return symbols;
    }

    private static byte[] padded(byte[] stored) {
        return Arrays.copyOf(stored, stored.length + BitReader.PADDING);
    }

    private static int rarest(FrequencyTable table) {
        int rarest = -1;
        for (int symbol = 0; symbol < 256; symbol++) {
            int frequency = table.frequency(symbol);
            rarest = frequency > 0 && (rarest < 0 || frequency < table.frequency(rarest)) ? symbol : rarest;
        }
        return rarest;
    }
}
