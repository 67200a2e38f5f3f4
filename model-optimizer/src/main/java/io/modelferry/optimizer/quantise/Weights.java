package io.modelferry.optimizer.quantise;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.delta.recipe.LinearMap;
import io.modelferry.delta.recipe.NonFiniteWeight;
import io.modelferry.delta.recipe.Quantisation;
import io.modelferry.delta.recipe.ValueRange;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;

/** A constant float tensor on its way to eight bits. */
final class Weights {

    private static final int PIECE = 1 << 18;

    /** Rows that are turned at once, if they fit a piece: one at a time would miss the cache at every weight. */
    private static final int ROWS = 32;

    private final TensorProto tensor;

    private Weights(TensorProto tensor) {
        this.tensor = tensor;
    }

    static Weights of(TensorProto tensor) {
        return new Weights(tensor);
    }

    /** Why this tensor stays as it is; empty if it can be quantised. */
    static Optional<String> obstacle(TensorProto tensor) {
        if (tensor.getDataType() != DataType.FLOAT_VALUE) {
            return Optional.of("its weights are not FLOAT");
        }
        if (tensor.getDimsCount() < 2) {
            return Optional.of("its weights are no matrix");
        }
        if (tensor.getDimsList().contains(0L)) {
            return Optional.of("its weights are empty");
        }
        return Optional.empty();
    }

    long count() {
        return tensor.getDimsList().stream().reduce(1L, Math::multiplyExact);
    }

    /** The linear map that covers all of the tensor. */
    LinearMap map(EightBit type) throws CannotQuantise {
        try {
            return Quantisation.usual(type).over(range());
        } catch (NonFiniteWeight e) {
            throw new CannotQuantise("tensor '" + tensor.getName() + "': " + e.getMessage());
        }
    }

    private ValueRange range() throws CannotQuantise, NonFiniteWeight {
        var values = values();
        var piece = new float[PIECE];
        var range = ValueRange.ZERO;
        while (values.hasRemaining()) {
            var first = values.position();
            range = range.with(first, piece, 0, next(values, piece));
        }
        return range;
    }

    /** The codes, row by row; {@code transposed} turns a matrix. */
    TensorProto quantised(LinearMap map, boolean transposed, String name) throws CannotQuantise {
        var quantised = TensorProto.newBuilder().setName(name).setDataType(dataType(map.type()));
        byte[] codes;
        if (transposed) {
            codes = turnedCodes(map, (int) tensor.getDims(0), (int) tensor.getDims(1));
            quantised.addDims(tensor.getDims(1)).addDims(tensor.getDims(0));
        } else {
            codes = codes(map);
            quantised.addAllDims(tensor.getDimsList());
        }
        return quantised.setRawData(UnsafeByteOperations.unsafeWrap(codes)).build();
    }

    private byte[] codes(LinearMap map) throws CannotQuantise {
        var values = values();
        var piece = new float[PIECE];
        var codes = new byte[values.remaining()];
        while (values.hasRemaining()) {
            var at = values.position();
            map.quantise(piece, 0, next(values, piece), codes, at);
        }
        return codes;
    }

    /** The codes of {@code [rows, cols]}, as {@code [cols, rows]}. */
    private byte[] turnedCodes(LinearMap map, int rows, int cols) throws CannotQuantise {
        var values = values();
        var together = Math.clamp(PIECE / cols, 1, ROWS);
        var piece = new float[together * cols];
        var straight = new byte[piece.length];
        var turned = new byte[values.remaining()];
        for (int row = 0; row < rows; row += together) {
            var count = next(values, piece);
            map.quantise(piece, 0, count, straight, 0);
            for (int col = 0; col < cols; col++) {
                for (int i = 0; i < count / cols; i++) {
                    turned[col * rows + row + i] = straight[i * cols + col];
                }
            }
        }
        return turned;
    }

    private static int next(FloatBuffer values, float[] piece) {
        var count = Math.min(piece.length, values.remaining());
        values.get(piece, 0, count);
        return count;
    }

    static TensorProto scale(LinearMap map, String name) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.FLOAT_VALUE)
                .setRawData(ByteString.copyFrom(ByteBuffer.allocate(Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(map.scale())
                        .flip()))
                .build();
    }

    static TensorProto zeroPoint(LinearMap map, String name) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(dataType(map.type()))
                .setRawData(ByteString.copyFrom(new byte[] {(byte) map.zeroPoint()}))
                .build();
    }

    private FloatBuffer values() throws CannotQuantise {
        var values = tensor.hasRawData() ? rawValues() : listedValues();
        if (values.remaining() != count()) {
            throw new CannotQuantise("tensor '%s' holds %d values where its shape needs %d"
                    .formatted(tensor.getName(), values.remaining(), count()));
        }
        return values;
    }

    private FloatBuffer rawValues() {
        return tensor.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
    }

    private FloatBuffer listedValues() {
        var values = FloatBuffer.allocate(tensor.getFloatDataCount());
        for (int i = 0; i < tensor.getFloatDataCount(); i++) {
            values.put(tensor.getFloatData(i));
        }
        return values.flip();
    }

    private static int dataType(EightBit type) {
        return switch (type) {
            case INT8 -> DataType.INT8_VALUE;
            case UINT8 -> DataType.UINT8_VALUE;
        };
    }
}
