package io.modelferry.agent.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** ONNX models of one node, written field by field (onnx.proto, IR 8, opset 17), and the ones of the demo. */
public final class TinyModels {

    private static final int FLOAT = 1;
    private static final int WIDTH = 3;

    private TinyModels() {}

    /** {@code y = f(x)} over FLOAT {@code [batch, 3]}, {@code f} an operator of the default domain with one input. */
    public static byte[] of(String operator) {
        return of(operator, FLOAT, new Message().text(2, "batch"));
    }

    /** {@code y = x} over {@code [batch, 3]} of an element type by its number in {@code onnx.proto}. */
    public static byte[] identity(int elementType) {
        return of("Identity", elementType, new Message().text(2, "batch"));
    }

    /** The same over FLOAT {@code [rows, 3]}. */
    public static byte[] fixed(String operator, int rows) {
        return of(operator, FLOAT, new Message().number(1, rows));
    }

    private static byte[] of(String operator, int elementType, Message rows) {
        var graph = new Message()
                .message(1, new Message().text(1, "x").text(2, "y").text(4, operator))
                .text(2, "tiny")
                .message(11, port("x", elementType, rows))
                .message(12, port("y", elementType, rows));
        return new Message()
                .number(1, 8)
                .text(2, "modelferry-test")
                .message(7, graph)
                .message(8, new Message().text(1, "").number(2, 17))
                .bytes();
    }

    /** A model with an initializer in another file, inside {@code depth} nested subgraphs. */
    public static byte[] withExternalData(int depth) {
        var location = new Message().text(1, "location").text(2, "../../etc/passwd");
        var tensor = new Message()
                .number(1, WIDTH)
                .number(2, FLOAT)
                .text(8, "w")
                .message(13, location)
                .number(14, 1);
        var graph = new Message().message(5, tensor);
        for (var i = 0; i < depth; i++) {
            var attribute = new Message().text(1, "then_branch").message(6, graph);
            graph = new Message().message(1, new Message().text(4, "If").message(5, attribute));
        }
        return new Message().number(1, 8).message(7, graph).bytes();
    }

    private static Message port(String name, int elementType, Message rows) {
        var shape = new Message().message(1, rows).message(1, new Message().number(1, WIDTH));
        var tensor = new Message().number(1, elementType).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    /** {@code meter-reader-<version>.onnx} of the demo. */
    public static Path meterReader(int version) {
        return demo("meter-reader-" + version + ".onnx");
    }

    public static Path acceptanceSet() {
        return demo("acceptance.npz");
    }

    private static Path demo(String name) {
        var here = Path.of("..", "demo", "models", name);
        return Files.exists(here) ? here : Path.of("demo", "models", name);
    }

    /** Protocol buffers, as far as these models need them. */
    static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes());
        }

        Message raw(int field, byte[] value) {
            return bytes(field, value);
        }

        private Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        private void varint(long value) {
            for (var rest = value; ; rest >>>= 7) {
                if (rest < 0x80) {
                    out.write((int) rest);
                    return;
                }
                out.write((int) (rest & 0x7F) | 0x80);
            }
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
