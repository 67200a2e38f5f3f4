package io.modelferry.delta.predict;

import static io.modelferry.delta.predict.Fitted.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.testing.Changes;
import io.modelferry.delta.testing.TinyOnnx;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing, and the same in the same place. */
final class SimplePredictionsTest extends PredictionContract {

    @Override
    Stream<Fitted> cases() {
        return Stream.of(ElementType.FLOAT, ElementType.INT8, ElementType.DOUBLE, ElementType.BYTES)
                .flatMap(type -> {
                    var change = Changes.tuned(type, 1_000);
                    var base = tensor(type, change.from(), 1_000);
                    var target = tensor(type, change.to(), 1_000);
                    return Stream.of(
                            new Fitted("nothing known of " + type.label(), base, target, new Nothing(type)),
                            new Fitted("unchanged " + type.label(), base, target, new Unchanged(type)));
                });
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void everyPairOfOneShapeMayBeUnchanged(ElementType type) throws Exception {
        var change = Changes.few(type, 2_000);

        assertThat(Fitted.kinds(tensor(type, change.from(), 2_000), tensor(type, change.to(), 2_000)))
                .first()
                .isEqualTo(Prediction.Kind.UNCHANGED);
    }

    /** Looking for what is not there costs a generator its time. */
    @Test
    void unrelatedTensorsAreNeitherPrunedNorAdapted() throws Exception {
        var base = tensor(ElementType.FLOAT, TinyOnnx.weights(1, 256 * 192), 256, 192);
        var target = tensor(ElementType.FLOAT, TinyOnnx.weights(2, 256 * 192), 256, 192);

        assertThat(Fitted.kinds(base, target)).doesNotContain(Prediction.Kind.PRUNED, Prediction.Kind.LOW_RANK);
    }

    @Test
    void finetunedTensorsAreOnlyUnchanged() throws Exception {
        var weights = TinyOnnx.weights(1, 256 * 192);
        var base = tensor(ElementType.FLOAT, weights, 256, 192);
        var target = tensor(ElementType.FLOAT, TinyOnnx.fineTuned(weights, 2, 1e-3), 256, 192);

        assertThat(Fitted.kinds(base, target)).containsExactly(Prediction.Kind.UNCHANGED);
    }

    @Test
    void tensorsOfOtherShapesHaveNothingInCommon() throws Exception {
        var base = tensor(ElementType.FLOAT, TinyOnnx.weights(1, 600), 20, 30);
        var target = tensor(ElementType.FLOAT, TinyOnnx.weights(2, 651), 21, 31);

        assertThat(Fitted.kinds(base, target)).isEmpty();
    }
}
