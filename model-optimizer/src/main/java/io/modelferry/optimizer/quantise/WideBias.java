package io.modelferry.optimizer.quantise;

import io.modelferry.delta.recipe.BiasMap;
import io.modelferry.delta.recipe.ChannelMaps;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.graph.Tensors;
import io.modelferry.optimizer.schema.TensorProto;
import java.util.Arrays;
import java.util.Optional;

/**
 * A bias in 32 bits. Its scale is that of the products it is added to, so it has none to choose; where it would not fit, the
 * weights get a coarser one.
 *
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/v1.30.0/onnxruntime/python/tools/quantization/qdq_quantizer.py">
 *     qdq_quantizer.py: _adjust_weight_scale_for_int32_bias</a>
 */
final class WideBias {

    private static final double A_LITTLE_MORE = 1.0001;
    private static final double CODES = 2.0 * Integer.MAX_VALUE;

    private final FloatTensor tensor;
    private final float[] values;

    /** @throws CannotRewrite naming the tensor, if a value is NaN */
    WideBias(TensorProto tensor) throws CannotRewrite {
        this.tensor = FloatTensor.of(tensor).requireNumbers();
        this.values = new float[this.tensor.count()];
        this.tensor.get(0, values, values.length);
    }

    /** Whether it has one value for each scale of {@code weights}, or they have one for all. */
    boolean fits(EightBitWeights weights) {
        var scales = weights.maps().channels().count();
        return scales == 1 || (scales == values.length && tensor.shape().length == 1);
    }

    /** The weights, with larger scales where the bias needs them. */
    EightBitWeights roomFor(EightBitWeights weights, float inputScale) {
        var maps = weights.maps();
        var scales = new float[maps.channels().count()];
        var centred = true;
        for (int i = 0; i < scales.length; i++) {
            var least = A_LITTLE_MORE * (2.0 * magnitude(i, scales.length)) / CODES;
            var product = (double) inputScale * maps.scale(i);
            scales[i] = product > 0 && product < least ? (float) (maps.scale(i) * (least / product)) : maps.scale(i);
            centred &= maps.zeroPoint(i) == 0;
        }
        var signed = maps.type() == EightBit.INT8;
        return signed && centred && !same(scales, maps) ? weights.with(scales) : weights;
    }

    /** Empty if a product of scales is too small or too large to be one. */
    Optional<Coded> coded(ChannelMaps weights, float inputScale) {
        var scales = new float[weights.channels().count()];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = inputScale * weights.scale(i);
            if (!(scales[i] > 0) || Float.isInfinite(scales[i])) {
                return Optional.empty();
            }
        }
        var codes = new int[values.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = new BiasMap(scales[scales.length == 1 ? 0 : i]).code(values[i]);
        }
        return Optional.of(new Coded(codes, tensor.shape(), scales));
    }

    /** A bias in codes, with the scales of its products: one, or one for each of its values. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Coded(int[] values, long[] shape, float[] scales) {

        boolean isPerChannel() {
            return scales.length > 1;
        }

        TensorProto codes(String name) {
            return Tensors.integers(name, values, shape);
        }

        TensorProto scale(String name) {
            return Tensors.floats(name, scales, scaleShape());
        }

        TensorProto zeroPoint(String name) {
            return Tensors.integers(name, new int[scales.length], scaleShape());
        }

        private long[] scaleShape() {
            return isPerChannel() ? new long[] {scales.length} : new long[0];
        }
    }

    private double magnitude(int channel, int channels) {
        if (channels > 1) {
            return Math.abs(values[channel]);
        }
        var largest = 0f;
        for (var value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static boolean same(float[] scales, ChannelMaps maps) {
        var own = new float[scales.length];
        for (int i = 0; i < own.length; i++) {
            own[i] = maps.scale(i);
        }
        return Arrays.equals(scales, own);
    }
}
