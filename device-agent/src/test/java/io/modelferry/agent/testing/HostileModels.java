package io.modelferry.agent.testing;

import io.modelferry.agent.testing.TinyModels.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** ONNX models that hurt whoever runs them, over FLOAT {@code x [batch, 3]}. */
public final class HostileModels {

    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int BOOL = 9;

    private HostileModels() {}

    /** {@code y = x}, after a loop of so many turns that do nothing else. */
    public static byte[] looping(long turns) {
        var body = new Message()
                .message(1, node("Identity", "go", "go_on"))
                .message(1, node("Identity", "state", "next"))
                .text(2, "turn")
                .message(11, port("i", INT64))
                .message(11, port("go", BOOL))
                .message(11, port("state", FLOAT, -1, 3))
                .message(12, port("go_on", BOOL))
                .message(12, port("next", FLOAT, -1, 3));
        var loop = new Message()
                .text(1, "turns")
                .text(1, "")
                .text(1, "x")
                .text(2, "y")
                .text(4, "Loop")
                .message(5, new Message().text(1, "body").message(6, body).number(20, 5));
        return model(
                17,
                new Message()
                        .message(1, loop)
                        .text(2, "looping")
                        .message(5, scalar("turns", turns))
                        .message(11, port("x", FLOAT, -1, 3))
                        .message(12, port("y", FLOAT, -1, 3)));
    }

    /** {@code y = x + 0}, the zero taken from the middle of so many FLOAT zeros, which exist in full while it runs. */
    public static byte[] greedy(long elements) {
        var graph = new Message()
                .message(1, node("ReduceSum", "x", "any"))
                .message(1, node("Cast", "any", "whole").message(5, attribute("to", INT64)))
                .message(
                        1,
                        new Message()
                                .text(1, "whole")
                                .text(1, "nothing")
                                .text(2, "none")
                                .text(4, "Mul"))
                .message(
                        1,
                        new Message()
                                .text(1, "none")
                                .text(1, "elements")
                                .text(2, "size")
                                .text(4, "Add"))
                .message(
                        1,
                        new Message()
                                .text(1, "size")
                                .text(1, "one")
                                .text(2, "shape")
                                .text(4, "Reshape"))
                .message(1, node("ConstantOfShape", "shape", "zeros"))
                .message(1, node("Cos", "zeros", "ones"))
                .message(1, node("ReduceMax", "ones", "top"))
                .message(
                        1,
                        new Message().text(1, "x").text(1, "top").text(2, "y").text(4, "Mul"))
                .text(2, "greedy")
                .message(5, scalar("nothing", 0))
                .message(5, scalar("elements", elements))
                .message(5, vector("one", 1))
                .message(11, port("x", FLOAT, -1, 3))
                .message(12, port("y", FLOAT, -1, 3));
        return model(17, graph);
    }

    /** One node of another domain. */
    public static byte[] withOperator(String domain, String name) {
        return model(17, customGraph(domain, name));
    }

    /** The same node, which the file itself defines as a function. */
    public static byte[] withFunction(String domain, String name) {
        var function = new Message()
                .text(1, name)
                .text(4, "a")
                .text(5, "b")
                .message(7, node("Abs", "a", "b"))
                .message(9, opset("", 17))
                .text(10, domain);
        return message(17, customGraph(domain, name))
                .message(8, opset(domain, 1))
                .message(25, function)
                .bytes();
    }

    /** The node of another domain, inside a branch. */
    public static byte[] withOperatorInABranch(String domain, String name) {
        var branch = new Message().message(1, node(name, "x", "z").text(7, domain));
        var attribute = new Message().text(1, "then_branch").message(6, branch);
        return model(17, new Message().message(1, new Message().text(4, "If").message(5, attribute)));
    }

    /** {@code y = f(x)}, {@code f} of another domain that the file imports. */
    public static byte[] ofDomain(String domain, String name) {
        return message(17, customGraph(domain, name))
                .message(8, opset(domain, 1))
                .bytes();
    }

    /** {@code y = |x|} over exactly so many rows. */
    public static byte[] ofBatch(int rows) {
        var graph = new Message()
                .message(1, node("Abs", "x", "y"))
                .text(2, "tiny")
                .message(11, port("x", FLOAT, rows, 3))
                .message(12, port("y", FLOAT, rows, 3));
        return model(17, graph);
    }

    /** {@code y = |x|} of another opset of the default domain. */
    public static byte[] ofOpset(int opset) {
        return model(opset, graph(node("Abs", "x", "y")));
    }

    /** {@code y = |x|} of another version of the file format. */
    public static byte[] ofIr(int version) {
        return new Message()
                .number(1, version)
                .message(7, graph(node("Abs", "x", "y")))
                .message(8, opset("", 17))
                .bytes();
    }

    private static Message customGraph(String domain, String name) {
        return graph(node(name, "x", "y").text(7, domain));
    }

    private static Message graph(Message node) {
        return new Message()
                .message(1, node)
                .text(2, "tiny")
                .message(11, port("x", FLOAT, -1, 3))
                .message(12, port("y", FLOAT, -1, 3));
    }

    private static byte[] model(int opset, Message graph) {
        return message(opset, graph).bytes();
    }

    private static Message message(int opset, Message graph) {
        return new Message()
                .number(1, 8)
                .text(2, "modelferry-test")
                .message(7, graph)
                .message(8, opset("", opset));
    }

    private static Message opset(String domain, int version) {
        return new Message().text(1, domain).number(2, version);
    }

    private static Message node(String operator, String input, String output) {
        return new Message().text(1, input).text(2, output).text(4, operator);
    }

    private static Message attribute(String name, long value) {
        return new Message().text(1, name).number(3, value).number(20, 2);
    }

    private static Message scalar(String name, long value) {
        return new Message().number(2, INT64).text(8, name).raw(9, int64(value));
    }

    private static Message vector(String name, long value) {
        return new Message().number(1, 1).number(2, INT64).text(8, name).raw(9, int64(value));
    }

    private static byte[] int64(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private static Message port(String name, int type, int... dimensions) {
        var shape = new Message();
        for (var dimension : dimensions) {
            shape.message(1, dimension < 0 ? new Message().text(2, "batch") : new Message().number(1, dimension));
        }
        var tensor = new Message().number(1, type).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }
}
