package io.modelferry.delta.predict;

import static io.modelferry.delta.predict.Fitted.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.testing.Planted;
import io.modelferry.delta.testing.TinyOnnx;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LowRankTest extends PredictionContract {

    private static final int ROWS = 256;
    private static final int COLUMNS = 192;
    private static final byte[] WEIGHTS = TinyOnnx.weights(1, ROWS * COLUMNS);

    @Override
    Stream<Fitted> cases() throws Exception {
        return Stream.of(adapted(1, 1), adapted(4, 2));
    }

    private static Fitted adapted(int rank, long seed) throws Exception {
        var base = tensor(ElementType.FLOAT, WEIGHTS, ROWS, COLUMNS);
        var target = tensor(ElementType.FLOAT, Planted.adapted(WEIGHTS, ROWS, rank, seed), ROWS, COLUMNS);
        return Fitted.of("an adapter of rank " + rank, base, target, Prediction.Kind.LOW_RANK);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "4, 2", "8, 3", "16, 4"})
    void findsAnAdapterThatWasMergedInSinglePrecision(int rank, long seed) throws Exception {
        var fitted = adapted(rank, seed);

        assertThat(((LowRank) fitted.prediction()).rank()).isEqualTo(rank);
        var predicted = Planted.floats(fitted.predicted());
        var actual = Planted.floats(fitted.actual());
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(predicted[i] - actual[i])).as("element %d", i).isLessThan(1e-7f);
        }
    }

    @Test
    void aMatrixOfFewElementsIsNotSearched() throws Exception {
        var weights = TinyOnnx.weights(1, 64 * 64);
        var base = tensor(ElementType.FLOAT, weights, 64, 64);
        var target = tensor(ElementType.FLOAT, Planted.adapted(weights, 64, 1, 1), 64, 64);

        assertThat(Fitted.kinds(base, target)).doesNotContain(Prediction.Kind.LOW_RANK);
    }

    /** Rows times rank is more than any array holds; rows alone are more than an int holds. */
    @ParameterizedTest
    @CsvSource({"64, 1, 1073741824", "64, 1, 137438953472", "1, 1, 137438953472", "64, 2147483647, 137438953472"})
    void refusesFactorsThatNoArrayHolds(long rank, long columns, long bytes) {
        var parameters = new ParameterWriter().number(rank).number(columns).toByteArray();

        assertThatExceptionOfType(BadParameters.class)
                .isThrownBy(
                        () -> Prediction.Kind.LOW_RANK.read(parameters, new Sides(ElementType.FLOAT, bytes, bytes)));
    }
}
