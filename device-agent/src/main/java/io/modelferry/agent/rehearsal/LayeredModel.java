package io.modelferry.agent.rehearsal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A model of dense layers, written field by field (onnx.proto, IR 8, opset 17): {@code x} FLOAT {@code [batch, widths[0]]} → Gemm and
 * Relu for each width → {@code y} FLOAT {@code [batch, widths[last]]}. The same arguments give the same bytes.
 *
 * @param widths of the input, of each layer between, and of the output
 * @param version weights of version n + 1 differ from those of version n in one of fifty, by a little
 */
public record LayeredModel(int[] widths, int version) {

    private static final int FLOAT = 1;
    private static final int ONE_IN = 50;
    private static final float STEP = 1e-4f;
    private static final long SEED = 4;

    /** 20 kB: for a rehearsal. */
    public static LayeredModel small(int version) {
        return new LayeredModel(new int[] {256, 16, 64, 8}, version);
    }

    /** 4 MB: its bytes are hashed and patched in loops as hot as those of a device's own model. */
    public static LayeredModel ofFourMegabytes(int version) {
        return new LayeredModel(new int[] {256, 800, 800, 128}, version);
    }

    /** 23 MB: a vision model of the size that devices run. */
    public static LayeredModel ofTwentyThreeMegabytes(int version) {
        return new LayeredModel(new int[] {256, 1600, 1600, 1600, 128}, version);
    }

    public int inputs() {
        return widths[0];
    }

    /** The ONNX file. */
    public byte[] bytes() {
        var graph = new Message();
        var layers = widths.length - 1;
        for (var layer = 0; layer < layers; layer++) {
            var in = layer == 0 ? "x" : "h" + layer;
            var out = layer == layers - 1 ? "y" : "g" + layer;
            graph.message(1, node("Gemm", out, in, "w" + layer, "b" + layer));
            if (layer < layers - 1) {
                graph.message(1, node("Relu", "h" + (layer + 1), out));
            }
        }
        graph.text(2, "layered");
        for (var layer = 0; layer < layers; layer++) {
            graph.message(5, weights("w" + layer, layer, widths[layer], widths[layer + 1]));
            graph.message(5, weights("b" + layer, layer + layers, widths[layer + 1]));
        }
        graph.message(11, port("x", widths[0])).message(12, port("y", widths[layers]));
        return new Message()
                .number(1, 8)
                .text(2, "modelferry-rehearsal")
                .message(7, graph)
                .message(8, new Message().text(1, "").number(2, 17))
                .bytes();
    }

    private static Message node(String operator, String output, String... inputs) {
        var node = new Message();
        for (var input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(4, operator);
    }

    private Message weights(String name, int stream, int... shape) {
        var tensor = new Message();
        var count = 1;
        for (var dimension : shape) {
            tensor.number(1, dimension);
            count *= dimension;
        }
        return tensor.number(2, FLOAT).text(8, name).bytes(9, values(stream, shape[0], count));
    }

    private byte[] values(int stream, int fanIn, int count) {
        var first = new SplittableRandom(SEED + stream);
        var later = new SplittableRandom(SEED + 1000L * version + stream);
        var scale = 2 / (float) Math.sqrt(fanIn);
        var bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (var i = 0; i < count; i++) {
            var value = ((float) first.nextDouble() - 0.5f) * scale;
            var moves = version > 1 && later.nextInt(ONE_IN) == 0;
            bytes.putFloat(moves ? value + STEP * (later.nextInt(7) - 3) : value);
        }
        return bytes.array();
    }

    private static Message port(String name, int width) {
        var shape = new Message().message(1, new Message().text(2, "batch")).message(1, new Message().number(1, width));
        var tensor = new Message().number(1, FLOAT).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    /** Protocol buffers, as far as such a model needs them. Weights are put together once, at the end: a model may fill a third of the heap. */
    private static final class Message {

        private static final int LONGEST_VARINT = 10;

        private final List<byte[]> parts = new ArrayList<>();
        private int length;

        Message number(int field, long value) {
            return varint((long) field << 3).varint(value);
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            varint((long) field << 3 | 2).varint(value.length);
            value.parts.forEach(this::add);
            return this;
        }

        Message bytes(int field, byte[] value) {
            return varint((long) field << 3 | 2).varint(value.length).add(value);
        }

        private Message varint(long value) {
            var bytes = ByteBuffer.allocate(LONGEST_VARINT);
            for (var rest = value; ; rest >>>= 7) {
                if (rest < 0x80) {
                    bytes.put((byte) rest);
                    return add(Arrays.copyOf(bytes.array(), bytes.position()));
                }
                bytes.put((byte) (rest & 0x7F | 0x80));
            }
        }

        private Message add(byte[] part) {
            parts.add(part);
            length = Math.addExact(length, part.length);
            return this;
        }

        byte[] bytes() {
            var whole = ByteBuffer.allocate(length);
            parts.forEach(whole::put);
            return whole.array();
        }
    }
}
