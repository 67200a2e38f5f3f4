package io.modelferry.delta.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.testing.Boundless;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However short the rows are, the base is read in blocks: a read of the file for each element keeps a device busy for seconds. */
final class ShortRowsTest {

    private static final int ELEMENTS = 1 << 18;

    record Case(String name, Prediction.Kind kind, ElementType type, long baseBytes, ParameterWriter parameters) {

        Prediction read() throws BadParameters {
            return kind.read(parameters.toByteArray(), new Sides(type, (long) ELEMENTS * type.width(), baseBytes));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                resized("rows that lost all but one element", 3, 1),
                resized("rows of one element", 1, 1),
                resized("rows that grew to two elements", 1, 2),
                resized("rows of a hundred that lost one", 100, 99),
                turned("one row as a column", 1),
                turned("rows of two as columns", 2),
                turned("rows of 64 as columns", 64),
                turned("rows of 4,096 as columns", 4_096),
                turned("all in one row", ELEMENTS),
                lowRank(1),
                lowRank(2),
                lowRank(128));
    }

    private static Case resized(String name, int oldRow, int row) {
        long base = Math.ceilDiv(ELEMENTS, row) * (long) oldRow;
        var parameters = new ParameterWriter().number(oldRow).number(row);
        return new Case(name, Prediction.Kind.RESIZED, ElementType.INT8, base, parameters);
    }

    private static Case turned(String name, int columns) {
        var bfloat16 = new ParameterWriter().unsignedByte(Maps.BFLOAT16).number(columns);
        return new Case(name, Prediction.Kind.DERIVED, ElementType.BFLOAT16, (long) ELEMENTS * Float.BYTES, bfloat16);
    }

    private static Case lowRank(int columns) {
        var parameters = new ParameterWriter().number(1).number(columns);
        parameters.floats(new float[ELEMENTS / columns], Float.BYTES).floats(new float[columns], Float.BYTES);
        var name = "low rank in rows of " + columns;
        return new Case(name, Prediction.Kind.LOW_RANK, ElementType.FLOAT, (long) ELEMENTS * Float.BYTES, parameters);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void areReadInBlocks(Case each) throws Exception {
        var base = new Counting(new Boundless(each.baseBytes()));

        each.read().predict(base, 0, ELEMENTS, new byte[ELEMENTS * each.type().width()]);

        assertThat(base.reads).isLessThan(ELEMENTS / 1_000);
        assertThat(base.bytes).isLessThan(2 * each.baseBytes());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void areTheSameInBlocksAsOneByOne(Case each) throws Exception {
        var base = new Boundless(each.baseBytes());
        int width = each.type().width();
        var prediction = each.read();
        var random = new Random(3);
        for (int i = 0; i < 5; i++) {
            int first = random.nextInt(ELEMENTS);
            int count = 1 + random.nextInt(ELEMENTS - first);
            var block = PredictionContract.predicted(prediction, base, first, count, width);
            for (int j = 0; j < 200; j++) {
                int at = random.nextInt(count);
                assertThat(PredictionContract.predicted(prediction, base, first + at, 1, width))
                        .as("%d of %d from %d", at, count, first)
                        .isEqualTo(Arrays.copyOfRange(block, at * width, (at + 1) * width));
            }
        }
    }

    private static final class Counting implements BaseView {

        private final BaseView base;
        private int reads;
        private long bytes;

        Counting(BaseView base) {
            this.base = base;
        }

        @Override
        public long length() {
            return base.length();
        }

        @Override
        public void read(long at, byte[] into, int offset, int count) throws IOException {
            reads++;
            bytes += count;
            base.read(at, into, offset, count);
        }
    }
}
