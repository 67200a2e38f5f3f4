package io.modelferry.delta.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrequencyTableTest {

    private static final int LOGS = 64;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void sumsToItsTotalWhateverWasCounted(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            requireWhole(FrequencyTable.of(Tables.counts(random)));
        }
    }

    /** Logarithms that no generator would store, too: each from a stranger. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void sumsToItsTotalWhateverIsRead(long seed) throws Exception {
        var random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            int first = random.nextInt(256);
            var logs = new byte[1 + random.nextInt(256 - first)];
            int highest = 1 + random.nextInt(LOGS - 1);
            for (int k = 0; k < logs.length; k++) {
                logs[k] = (byte) (random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(highest));
            }
            logs[0] = (byte) Math.max(1, logs[0]);
            logs[logs.length - 1] = (byte) Math.max(1, logs[logs.length - 1]);

            requireWhole(read(first, first + logs.length - 1, logs));
        }
    }

    @Test
    void sumsToItsTotalForEveryPairOfLogarithms() throws Exception {
        for (int one = 1; one < LOGS; one++) {
            for (int other = 1; other < LOGS; other++) {
                requireWhole(read(7, 8, new byte[] {(byte) one, (byte) other}));
            }
        }
    }

    /** 255 rare symbols next to one: what they are lifted by is taken back from whoever has more than one. */
    @Test
    void takesBackWhatTheRareWereLifted() throws Exception {
        for (int rest = 1; rest < LOGS; rest++) {
            for (int often = 1; often < LOGS; often++) {
                var logs = new byte[256];
                Arrays.fill(logs, (byte) rest);
                logs[100] = (byte) often;
                logs[200] = (byte) often;

                requireWhole(read(0, 255, logs));
            }
        }
    }

    @Test
    void keepsWhatOccursAndNothingElse() {
        var random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            var counts = Tables.counts(random);
            var table = FrequencyTable.of(counts);
            for (int symbol = 0; symbol < counts.length; symbol++) {
                assertThat(table.frequency(symbol) > 0).isEqualTo(counts[symbol] > 0);
            }
        }
    }

    @Test
    void oneSymbolTakesAll() {
        for (int symbol = 0; symbol < 256; symbol++) {
            assertThat(FrequencyTable.of(Tables.only(symbol)).frequency(symbol)).isEqualTo(FrequencyTable.TOTAL);
        }
    }

    @Test
    void readsWhatItWrote() throws Exception {
        var random = new Random(6);
        for (int i = 0; i < 1_000; i++) {
            var table = FrequencyTable.of(Tables.counts(random));
            var out = new BitWriter();
            int before = random.nextInt(8);
            out.write(0, before);
            table.write(out);

            var in = reader(out);
            in.read(before);
            var read = FrequencyTable.read(in);

            for (int symbol = 0; symbol < 256; symbol++) {
                assertThat(read.frequency(symbol)).isEqualTo(table.frequency(symbol));
                assertThat(read.start(symbol)).isEqualTo(table.start(symbol));
            }
        }
    }

    @Test
    void refusesATableThatNoGeneratorWrites() {
        assertRefused(9, 8, new byte[0]);
        assertRefused(8, 9, new byte[] {0, 1});
        assertRefused(8, 9, new byte[] {1, 0});
        assertRefused(0, 255, new byte[] {1});
        assertThatIllegalArgumentException().isThrownBy(() -> FrequencyTable.of(new int[256]));
    }

    private static void assertRefused(int first, int last, byte[] logs) {
        assertThatExceptionOfType(CutShort.class).isThrownBy(() -> read(first, last, logs));
    }

    private static FrequencyTable read(int first, int last, byte[] logs) throws CutShort {
        var out = new BitWriter();
        out.write(first, 8);
        out.write(last, 8);
        for (byte log : logs) {
            out.write(log, 6);
        }
        return FrequencyTable.read(reader(out));
    }

    private static BitReader reader(BitWriter out) {
        int length = out.align();
        var bytes = new byte[length + BitReader.PADDING];
        out.copyTo(bytes, 0);
        return new BitReader(bytes, 0, length);
    }

    private static void requireWhole(FrequencyTable table) {
        int sum = 0;
        for (int symbol = 0; symbol < 256; symbol++) {
            if (table.frequency(symbol) < 0 || table.start(symbol) != sum) {
                throw new AssertionError("symbol %d starts at %d".formatted(symbol, table.start(symbol)));
            }
            sum += table.frequency(symbol);
        }
        assertThat(sum).isEqualTo(FrequencyTable.TOTAL);
    }
}
