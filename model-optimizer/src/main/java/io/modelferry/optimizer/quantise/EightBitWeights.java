package io.modelferry.optimizer.quantise;

import io.modelferry.delta.recipe.ChannelMaps;
import io.modelferry.delta.recipe.ChannelRanges;
import io.modelferry.delta.recipe.Channels;
import io.modelferry.delta.recipe.NonFiniteWeight;
import io.modelferry.delta.recipe.Quantisation;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.graph.Tensors;
import io.modelferry.optimizer.schema.TensorProto;
import java.util.stream.IntStream;

/** A constant float tensor in eight bits. Its pieces are quantised side by side; the result does not depend on how. */
final class EightBitWeights {

    private final FloatTensor tensor;
    private final ChannelMaps maps;

    private EightBitWeights(FloatTensor tensor, ChannelMaps maps) {
        this.tensor = tensor;
        this.maps = maps;
    }

    /**
     * Finds the scales.
     *
     * @param channels that have a scale of their own; {@link Channels#ONE} for one scale for all
     * @throws CannotRewrite naming the tensor and the element, if a weight is NaN or infinite
     */
    static EightBitWeights of(FloatTensor tensor, Quantisation quantisation, Channels channels) throws CannotRewrite {
        var ranges = new ChannelRanges(channels);
        try {
            tensor.forEachPiece(ranges::add);
        } catch (NonFiniteWeight e) {
            throw new CannotRewrite("tensor '" + tensor.name() + "': " + e.getMessage());
        }
        return new EightBitWeights(tensor, quantisation.over(ranges));
    }

    /** The same tensor with other scales, one a channel. */
    EightBitWeights with(float[] scales) {
        var zeroPoints = new int[scales.length];
        for (int i = 0; i < scales.length; i++) {
            zeroPoints[i] = maps.zeroPoint(i);
        }
        return new EightBitWeights(tensor, new ChannelMaps(maps.channels(), maps.type(), scales, zeroPoints));
    }

    int count() {
        return tensor.count();
    }

    ChannelMaps maps() {
        return maps;
    }

    /** {@code FLOAT}: a scalar for one scale, else one for each channel. */
    TensorProto scale(String name) {
        var scales = new float[maps.channels().count()];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = maps.scale(i);
        }
        return Tensors.floats(name, scales, shape());
    }

    /** Of the codes' type, in the shape of the scale. */
    TensorProto zeroPoint(String name) {
        var zeroPoints = new byte[maps.channels().count()];
        for (int i = 0; i < zeroPoints.length; i++) {
            zeroPoints[i] = (byte) maps.zeroPoint(i);
        }
        return Tensors.codes(name, maps.type(), zeroPoints, shape());
    }

    /** In the shape of the weights. */
    TensorProto codes(String name) {
        return Tensors.codes(name, maps.type(), codes(), tensor.shape());
    }

    /** The codes of a matrix {@code [rows, cols]} as {@code [cols, rows]}. */
    TensorProto turnedCodes(String name) {
        var rows = (int) tensor.shape()[0];
        var cols = (int) tensor.shape()[1];
        return Tensors.codes(name, maps.type(), Turning.turned(codes(), rows, cols), cols, rows);
    }

    private byte[] codes() {
        var codes = new byte[tensor.count()];
        var pieces = (tensor.count() + FloatTensor.PIECE - 1) / FloatTensor.PIECE;
        IntStream.range(0, pieces).parallel().forEach(piece -> {
            var first = piece * FloatTensor.PIECE;
            var count = Math.min(FloatTensor.PIECE, tensor.count() - first);
            var weights = new float[count];
            tensor.get(first, weights, count);
            maps.apply(first, weights, count, codes, first);
        });
        return codes;
    }

    private long[] shape() {
        return maps.channels().equals(Channels.ONE)
                ? new long[0]
                : new long[] {maps.channels().count()};
    }
}
