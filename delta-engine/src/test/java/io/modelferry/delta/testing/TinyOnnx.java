package io.modelferry.delta.testing;

import io.modelferry.delta.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * An ONNX model of a few tensors, written field by field as onnx.in.proto numbers them. It would not run; it is laid out like one
 * that does.
 */
public final class TinyOnnx {

    private final Protobuf graph = new Protobuf();
    private final Protobuf functions = new Protobuf();

    /** A TensorProto with {@code raw_data}. */
    public static Protobuf tensor(String name, ElementType type, byte[] elements, long... shape) {
        var tensor = new Protobuf();
        for (long dimension : shape) {
            tensor.varint(1, dimension);
        }
        return tensor.varint(2, type.code()).text(8, name).bytes(9, elements);
    }

    /** A NodeProto of type Constant whose {@code value} is the tensor. */
    public static Protobuf constant(String output, Protobuf tensor) {
        var attribute = new Protobuf().text(1, "value").message(5, tensor).varint(20, 4);
        return new Protobuf().text(2, output).text(4, "Constant").message(5, attribute);
    }

    public TinyOnnx initializer(Protobuf tensor) {
        graph.message(5, tensor);
        return this;
    }

    public TinyOnnx initializer(String name, ElementType type, byte[] elements, long... shape) {
        return initializer(tensor(name, type, elements, shape));
    }

    public TinyOnnx node(Protobuf node) {
        graph.message(1, node);
        return this;
    }

    public TinyOnnx function(Protobuf function) {
        functions.message(25, function);
        return this;
    }

    public byte[] toByteArray() {
        var model = new Protobuf().varint(1, 10).text(2, "modelferry-test").message(7, graph);
        var opset = new Protobuf().text(1, "").varint(2, 21);
        model.message(8, opset);
        var bytes = model.toByteArray();
        var tail = functions.toByteArray();
        return ByteBuffer.allocate(bytes.length + tail.length)
                .put(bytes)
                .put(tail)
                .array();
    }

    /** Weights as training leaves them: normally distributed around zero, little-endian FLOAT32. */
    public static byte[] weights(long seed, int count) {
        var random = new Random(seed);
        var bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            bytes.putFloat((float) (random.nextGaussian() * 0.05));
        }
        return bytes.array();
    }

    /** The weights after a fine-tuning step: each moved by about {@code relative} of itself. */
    public static byte[] fineTuned(byte[] weights, long seed, double relative) {
        var random = new Random(seed);
        var before = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN);
        var after = ByteBuffer.allocate(weights.length).order(ByteOrder.LITTLE_ENDIAN);
        while (before.hasRemaining()) {
            after.putFloat((float) (before.getFloat() * (1 + relative * random.nextGaussian())));
        }
        return after.array();
    }

    /** The upper halves of FLOAT32 weights: BFLOAT16. */
    public static byte[] upperHalves(byte[] weights) {
        var halves = new byte[weights.length / 2];
        for (int i = 0; i < halves.length; i += 2) {
            halves[i] = weights[2 * i + 2];
            halves[i + 1] = weights[2 * i + 3];
        }
        return halves;
    }

    /** FLOAT32 weights rounded to FLOAT16. */
    public static byte[] halves(byte[] weights) {
        var before = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN);
        var after = ByteBuffer.allocate(weights.length / 2).order(ByteOrder.LITTLE_ENDIAN);
        while (before.hasRemaining()) {
            after.putShort(Float.floatToFloat16(before.getFloat()));
        }
        return after.array();
    }

    /** Eight-bit weights as quantising leaves them: normally distributed over most of what a byte holds. */
    public static byte[] codes(long seed, int count) {
        var random = new Random(seed);
        var codes = new byte[count];
        for (int i = 0; i < count; i++) {
            codes[i] = (byte) Math.clamp(Math.round(random.nextGaussian() * 30), -128, 127);
        }
        return codes;
    }
}
