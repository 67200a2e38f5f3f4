package io.modelferry.control.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketchProtoBinding;
import com.datadoghq.sketch.ddsketch.DDSketches;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.telemetry.Window;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatencyTest {

    @Test
    void mergesWindowsWithinTheStatedError() {
        var latency = new Latency();
        for (var window = 0; window < 10; window++) {
            var sketch = DDSketches.logarithmicUnboundedDense(Window.LATENCY_RELATIVE_ERROR);
            for (var one = 1; one <= 100; one++) {
                sketch.accept(window * 100 + one);
            }
            latency.add(bytes(sketch));
        }

        assertThat((double) latency.micros(0.5)).isCloseTo(500, withPercentage(1.2));
        assertThat((double) latency.micros(0.95)).isCloseTo(950, withPercentage(1.2));
    }

    @Test
    void mergesTheSketchesThatAgentsMakeWithinTheStatedError() {
        var latency = new Latency();
        for (var window = 0; window < 10; window++) {
            var sketch = DDSketches.collapsingLowestDense(Window.LATENCY_RELATIVE_ERROR, 1024);
            sketch.accept(1000 + window, 100);
            latency.add(sketch.serialize().array());
        }

        assertThat((double) latency.micros(0.5)).isCloseTo(1004.5, withPercentage(1.2));
    }

    @Test
    void readsBinsThatLieApart() {
        var sketch = DDSketches.sparse(Window.LATENCY_RELATIVE_ERROR);
        sketch.accept(10, 50);
        sketch.accept(100_000, 50);

        var latency = new Latency();
        latency.add(bytes(sketch));

        assertThat((double) latency.micros(0.25)).isEqualTo(10);
        assertThat((double) latency.micros(0.75)).isCloseTo(100_000, withPercentage(1.2));
    }

    @Test
    void poursInSketchesOfAnotherMapping() {
        var sketch = DDSketches.unboundedDense(Window.LATENCY_RELATIVE_ERROR);
        sketch.accept(1000, 100);

        var latency = new Latency();
        latency.add(bytes(sketchOf(1000)));
        latency.add(bytes(sketch));

        assertThat((double) latency.micros(0.5)).isCloseTo(1000, withPercentage(2.2));
    }

    @Test
    void isZeroWithoutAnyWindow() {
        var latency = new Latency();
        latency.add(new byte[0]);

        assertThat(latency.micros(0.95)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1})
    void refusesCountsThatAreNone(double count) {
        var proto = DDSketchProtoBinding.toProto(sketchOf(5)).toBuilder()
                .setZeroCount(count)
                .build();

        assertThatThrownBy(() -> Latency.check(proto.toByteArray())).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesLatenciesBelowZero() {
        assertThatThrownBy(() -> Latency.check(bytes(sketchOf(-5)))).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesEveryTruncationOrReadsItAsASmallerSketch() {
        var whole = bytes(sketchOf(5, 6, 7000));
        for (var length = 1; length < whole.length; length++) {
            var cut = Arrays.copyOf(whole, length);
            try {
                Latency.check(cut);
            } catch (MalformedMessage refused) {
                assertThat(refused).hasMessageContaining("sketch");
            }
        }
    }

    /** Two bins at the ends of the index range would take gigabytes in a dense store. */
    @Test
    void doesNotGrowForBinsThatLieFarApart() {
        var proto = DDSketchProtoBinding.toProto(sketchOf(5)).toBuilder();
        proto.getPositiveValuesBuilder().putBinCounts(Integer.MAX_VALUE / 2, 1).putBinCounts(Integer.MIN_VALUE / 2, 1);

        assertThatThrownBy(() -> Latency.check(proto.build().toByteArray())).isInstanceOf(MalformedMessage.class);
    }

    private static DDSketch sketchOf(double... values) {
        var sketch = DDSketches.logarithmicUnboundedDense(Window.LATENCY_RELATIVE_ERROR);
        for (var value : values) {
            sketch.accept(value);
        }
        return sketch;
    }

    private static byte[] bytes(DDSketch sketch) {
        return DDSketchProtoBinding.toProto(sketch).toByteArray();
    }
}
