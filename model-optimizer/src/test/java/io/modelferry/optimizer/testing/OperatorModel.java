package io.modelferry.optimizer.testing;

import static io.modelferry.optimizer.testing.TinyModels.node;

import com.google.protobuf.ByteString;
import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.graph.Tensors;
import io.modelferry.optimizer.schema.AttributeProto;
import io.modelferry.optimizer.schema.AttributeProto.AttributeType;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.OperatorSetIdProto;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import io.modelferry.optimizer.schema.TypeProto;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One operator between an input and an output: opset 17, {@code x} FLOAT [4, 8], {@code y} FLOAT, and beside it a layer with a
 * weight. Written as {@code Conv image,kernel pads=[1,1,1,1]}; what the operator reads is {@code x}, one of {@link #SOURCES} made
 * of it, or one of {@link #CONSTANTS}. A dash stands for an input that is left out; {@code outputs=2} is no attribute, but how
 * many outputs the operator has: the first is looked at.
 *
 * @param row as it was written
 */
public record OperatorModel(String row, ModelProto model) {

    /** The node that the row is about. */
    public static final String NODE = "middle";

    public static final int ROWS = 4;
    public static final int COLS = 8;

    private static final String TWO_OUTPUTS = "outputs=2";

    /** What can be made of {@code x} without rounding in half precision. */
    private static final Map<String, List<NodeProto>> SOURCES = Map.of(
            "inside", List.of(node("Mul", "quarter", List.of("x", "fourth"), "inside")),
            "above",
                    List.of(
                            node("Abs", "size", List.of("x"), "x_size"),
                            node("Add", "lift", List.of("x_size", "one"), "above")),
            "truth", List.of(node("Greater", "sign", List.of("x", "zero"), "truth")),
            "image", List.of(node("Reshape", "to_image", List.of("x", "image_shape"), "image")),
            "deep", List.of(node("Reshape", "to_deep", List.of("x", "deep_shape"), "deep")),
            "planes", List.of(node("Reshape", "to_planes", List.of("x", "planes_shape"), "planes")),
            "line", List.of(node("Reshape", "to_line", List.of("x", "line_shape"), "line")),
            "steps", List.of(node("Reshape", "to_steps", List.of("x", "steps_shape"), "steps")));

    private static final Map<String, TensorProto> CONSTANTS = constants();

    public static OperatorModel of(String row) {
        var words = row.split(" ");
        var inputs = Stream.of(words[1].split(","))
                .map(name -> name.equals("-") ? "" : name)
                .toList();
        var middle = node(words[0], NODE, inputs, "made").toBuilder();
        Stream.of(words)
                .skip(2)
                .filter(word -> !word.equals(TWO_OUTPUTS))
                .forEach(word -> middle.addAttribute(attribute(word)));
        if (List.of(words).contains(TWO_OUTPUTS)) {
            middle.addOutput("more");
        }
        var nodes = new LinkedHashMap<String, NodeProto>();
        for (var input : inputs) {
            SOURCES.getOrDefault(input, List.of()).forEach(source -> nodes.put(source.getName(), source));
        }
        nodes.put(NODE, middle.build());
        nodes.put("aside", node("Mul", "aside", List.of("x", "one"), "beside"));
        nodes.put("out", Nodes.cast("out", "made", "y", DataType.FLOAT_VALUE));
        return new OperatorModel(row, model(nodes.values()));
    }

    /** Halves hold them exactly, and no threshold lies on one of them. */
    public static float[] input() {
        var values = new float[ROWS * COLS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 37 % 64 - 32) / 16f + 1 / 32f;
        }
        return values;
    }

    /** Length of the difference over the length of what was expected; the difference itself if that is zero. */
    public static double distance(float[] expected, float[] actual) {
        var difference = 0.0;
        var length = 0.0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            length += Math.pow(expected[i], 2);
        }
        return Math.sqrt(length == 0 ? difference : difference / length);
    }

    @Override
    public String toString() {
        return row;
    }

    private static ModelProto model(Iterable<NodeProto> nodes) {
        var graph = GraphProto.newBuilder()
                .setName("operator")
                .addInput(TinyModels.port("x", "batch", COLS))
                .addOutput(output("y"))
                .addOutput(output("beside"));
        var used = new LinkedHashMap<String, TensorProto>();
        for (var node : nodes) {
            graph.addNode(node);
            node.getInputList().stream()
                    .filter(CONSTANTS::containsKey)
                    .forEach(name -> used.put(name, CONSTANTS.get(name)));
        }
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("tiny")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .setGraph(graph.addAllInitializer(used.values()))
                .build();
    }

    private static ValueInfoProto output(String name) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE)))
                .build();
    }

    /** {@code a=1}, {@code a=0.5}, {@code a=word}, {@code a=[1,2]}. */
    private static AttributeProto attribute(String written) {
        var name = written.substring(0, written.indexOf('='));
        var value = written.substring(written.indexOf('=') + 1);
        var made = AttributeProto.newBuilder().setName(name);
        if (value.startsWith("[")) {
            Stream.of(value.substring(1, value.length() - 1).split(","))
                    .forEach(one -> made.addInts(Long.parseLong(one)));
            return made.setType(AttributeType.INTS).build();
        }
        if (value.matches("-?[0-9]+")) {
            return made.setType(AttributeType.INT).setI(Long.parseLong(value)).build();
        }
        return value.matches("-?[0-9.]+")
                ? made.setType(AttributeType.FLOAT)
                        .setF(Float.parseFloat(value))
                        .build()
                : made.setType(AttributeType.STRING)
                        .setS(ByteString.copyFromUtf8(value))
                        .build();
    }

    private static Map<String, TensorProto> constants() {
        var all = new ArrayList<TensorProto>();
        all.add(TinyModels.floats("zero", new float[] {0}));
        all.add(TinyModels.floats("one", new float[] {1}));
        all.add(TinyModels.floats("two", new float[] {2}));
        all.add(TinyModels.floats("fourth", new float[] {0.25f}));
        all.add(scalar("low", -0.7f));
        all.add(scalar("high", 0.7f));
        all.add(TinyModels.floats("slopes", new float[] {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f}, 8));
        for (var weights : List.of(
                TinyModels.weights("W", 8, 4),
                TinyModels.weights("Wt", 4, 8),
                TinyModels.weights("b", 4),
                TinyModels.weights("like_x", 4, 8),
                TinyModels.weights("stack", 4, 8, 3),
                TinyModels.weights("kernel", 3, 1, 2, 2),
                TinyModels.weights("kernel_b", 3),
                TinyModels.weights("kernel_back", 1, 3, 2, 2),
                TinyModels.weights("kernel_line", 3, 2, 2),
                TinyModels.weights("kernel_apart", 4, 1, 2, 2),
                TinyModels.weights("kernel_deep", 2, 2, 1, 2),
                TinyModels.weights("lstm_w", 1, 12, 8),
                TinyModels.weights("lstm_r", 1, 12, 3),
                TinyModels.weights("gru_w", 1, 9, 8),
                TinyModels.weights("gru_r", 1, 9, 3),
                TinyModels.weights("rnn_w", 1, 3, 8),
                TinyModels.weights("rnn_r", 1, 3, 3))) {
            all.add(weights);
        }
        all.add(TinyModels.floats("norm_scale", new float[] {1.5f, 0.5f}, 2));
        all.add(TinyModels.floats("norm_shift", new float[] {0.1f, -0.2f}, 2));
        all.add(TinyModels.floats("norm_mean", new float[] {0.05f, -0.1f}, 2));
        all.add(TinyModels.floats("norm_variance", new float[] {0.9f, 1.2f}, 2));
        all.add(TinyModels.floats("scales", new float[] {1, 1, 2, 2}, 4));
        all.add(TinyModels.floats("values_01", new float[] {0.25f, 0.75f}, 2));
        all.add(TinyModels.floats("row", new float[] {9, 8, 7, 6, 5, 4, 3, 2}, 1, 8));
        all.add(TinyModels.floats("grid", grid(), 4, 1, 4, 2));
        all.add(TinyModels.floats("boxes", new float[] {0, 0, 1, 1, 0, 0, 2, 1}, 2, 4));
        all.add(longs("image_shape", -1, 1, 2, 4));
        all.add(longs("deep_shape", -1, 4, 1, 2));
        all.add(longs("planes_shape", -1, 2, 2, 2));
        all.add(longs("line_shape", -1, 2, 4));
        all.add(longs("steps_shape", -1, 1, 8));
        all.add(longs("wide_shape", 2, 16));
        all.add(longs("grown_shape", 4, 4, 8));
        all.add(longs("twice", 2, 1));
        all.add(longs("axis_0", 0));
        all.add(longs("axis_1", 1));
        all.add(longs("parts", 3, 5));
        all.add(longs("starts", 1));
        all.add(longs("ends", 6));
        all.add(longs("places", 0, 2));
        all.add(longs("lengths", 1, 2, 3, 4, 4, 3, 2, 1));
        all.add(longs("margins", 0, 1, 0, 2));
        all.add(longs("most", 3));
        all.add(Tensors.longs("places_grid", new long[] {0, 1, 2, 3, 3, 2, 1, 0}, 1, 8));
        all.add(Tensors.longs("places_deep", new long[] {1, 3}, 2, 1));
        all.add(Tensors.longs("place", new long[] {2}, 1, 1));
        all.add(Tensors.longs("depth", new long[] {5}));
        all.add(Tensors.longs("boxes_of", new long[] {0, 2}, 2));
        all.add(Tensors.raw("chosen", DataType.BOOL_VALUE, new long[] {4}, new byte[] {1, 0, 1, 1}));
        all.add(Tensors.raw("zero_point", DataType.UINT8_VALUE, new long[0], new byte[] {(byte) 128}));
        var byName = new LinkedHashMap<String, TensorProto>();
        all.forEach(tensor -> byName.put(tensor.getName(), tensor));
        return byName;
    }

    private static TensorProto scalar(String name, float value) {
        return Tensors.scalar(name, value);
    }

    private static TensorProto longs(String name, long... values) {
        return Tensors.longs(name, values, values.length);
    }

    private static float[] grid() {
        var values = new float[4 * 4 * 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 5 % 16 - 8) / 8f + 1 / 64f;
        }
        return values;
    }
}
