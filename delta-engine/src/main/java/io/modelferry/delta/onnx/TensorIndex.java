package io.modelferry.delta.onnx;

import io.modelferry.delta.ElementType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The tensors of an ONNX model: initializers, sparse ones, and those in attributes ({@code Constant} nodes), at any depth of
 * subgraphs and functions. Only {@code raw_data}, {@code float_data} and {@code double_data} lie as fixed-width elements; what is
 * packed as varints counts as graph.
 *
 * @param tensors by ascending offset; they do not overlap
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.in.proto">onnx.in.proto</a>
 */
public record TensorIndex(List<Tensor> tensors) {

    public TensorIndex {
        tensors = List.copyOf(tensors);
    }

    /** Reads the fields around the payloads, never a payload. @return empty if this is no ONNX model that we understand */
    public static Optional<TensorIndex> read(FileChannel channel) throws IOException {
        try {
            var model = new ModelWalk(new Wire(channel));
            model.walk();
            return Optional.of(new TensorIndex(model.tensors()));
        } catch (NotOnnx e) {
            return Optional.empty();
        }
    }

    /** One walk over the messages; fields are named as in onnx.in.proto. */
    private static final class ModelWalk {

        private static final int MAX_DEPTH = 32;
        private static final int MAX_TENSORS = 1 << 17;
        private static final int MAX_NAME_BYTES = 512;
        private static final int MAX_DIMENSIONS = 32;

        private final Wire wire;
        private final List<Tensor> tensors = new ArrayList<>();
        private boolean hasIrVersion;
        private boolean hasGraph;

        ModelWalk(Wire wire) {
            this.wire = wire;
        }

        List<Tensor> tensors() {
            return tensors.stream()
                    .sorted(Comparator.comparingLong(Tensor::offset))
                    .toList();
        }

        /** ModelProto */
        void walk() throws NotOnnx, IOException {
            long end = wire.length();
            while (wire.at() < end) {
                int tag = wire.tag(end);
                switch (tag) {
                    case 1 << 3 | Wire.VARINT -> { // ir_version
                        hasIrVersion = true;
                        wire.varint(end);
                    }
                    case 7 << 3 | Wire.BYTES -> { // graph
                        hasGraph = true;
                        graph(wire.endOfField(end), "", 0);
                    }
                    case 25 << 3 | Wire.BYTES -> function(wire.endOfField(end)); // functions
                    default -> wire.skip(tag & 7, end);
                }
            }
            if (!hasIrVersion || !hasGraph) {
                throw new NotOnnx("no ModelProto");
            }
        }

        /** GraphProto */
        private void graph(long end, String path, int depth) throws NotOnnx, IOException {
            if (depth > MAX_DEPTH) {
                throw new NotOnnx("subgraphs too deep");
            }
            while (wire.at() < end) {
                int tag = wire.tag(end);
                switch (tag) {
                    case 1 << 3 | Wire.BYTES -> node(wire.endOfField(end), path, depth); // node
                    case 5 << 3 | Wire.BYTES -> tensor(wire.endOfField(end), path); // initializer
                    case 15 << 3 | Wire.BYTES -> sparse(wire.endOfField(end), path); // sparse_initializer
                    default -> wire.skip(tag & 7, end);
                }
            }
        }

        /** FunctionProto */
        private void function(long end) throws NotOnnx, IOException {
            var path = "function/";
            while (wire.at() < end) {
                int tag = wire.tag(end);
                switch (tag) {
                    case 1 << 3 | Wire.BYTES -> path = wire.text(wire.endOfField(end), MAX_NAME_BYTES) + "/"; // name
                    case 7 << 3 | Wire.BYTES -> node(wire.endOfField(end), path, 0); // node
                    default -> wire.skip(tag & 7, end);
                }
            }
        }

        /** NodeProto: known by its first output, which unlike its name is always there. */
        private void node(long end, String path, int depth) throws NotOnnx, IOException {
            var output = "";
            while (wire.at() < end) {
                int tag = wire.tag(end);
                switch (tag) {
                    case 2 << 3 | Wire.BYTES -> { // output
                        var text = wire.text(wire.endOfField(end), MAX_NAME_BYTES);
                        output = output.isEmpty() ? text : output;
                    }
                    case 5 << 3 | Wire.BYTES ->
                        attribute(wire.endOfField(end), path + output + "/", depth); // attribute
                    default -> wire.skip(tag & 7, end);
                }
            }
        }

        /** AttributeProto */
        private void attribute(long end, String path, int depth) throws NotOnnx, IOException {
            var name = "";
            while (wire.at() < end) {
                int tag = wire.tag(end);
                switch (tag) {
                    case 1 << 3 | Wire.BYTES -> name = wire.text(wire.endOfField(end), MAX_NAME_BYTES); // name
                    case 5 << 3 | Wire.BYTES, 10 << 3 | Wire.BYTES -> // t, tensors
                        tensor(wire.endOfField(end), path + name + "/");
                    case 7 << 3 | Wire.BYTES -> floats(wire.endOfField(end), path + name); // floats, packed
                    case 6 << 3 | Wire.BYTES, 11 << 3 | Wire.BYTES -> // g, graphs
                        graph(wire.endOfField(end), path + name + "/", depth + 1);
                    case 22 << 3 | Wire.BYTES, 23 << 3 | Wire.BYTES -> // sparse_tensor, sparse_tensors
                        sparse(wire.endOfField(end), path + name + "/");
                    default -> wire.skip(tag & 7, end);
                }
            }
        }

        /** The value of a {@code Constant} that is a list of floats. */
        private void floats(long end, String path) throws NotOnnx {
            long from = wire.at();
            if (end > from) {
                var shape = List.of((end - from) / Float.BYTES);
                add(path, ElementType.FLOAT.code(), shape, from, end - from);
            }
            wire.seek(end);
        }

        /** SparseTensorProto */
        private void sparse(long end, String path) throws NotOnnx, IOException {
            while (wire.at() < end) {
                int tag = wire.tag(end);
                switch (tag) {
                    case 1 << 3 | Wire.BYTES -> tensor(wire.endOfField(end), path); // values
                    case 2 << 3 | Wire.BYTES -> tensor(wire.endOfField(end), path + "indices/"); // indices
                    default -> wire.skip(tag & 7, end);
                }
            }
        }

        /** TensorProto */
        private void tensor(long end, String path) throws NotOnnx, IOException {
            var shape = new ArrayList<Long>();
            var name = "";
            long type = 0;
            long payloadAt = 0;
            long payloadEnd = 0;
            while (wire.at() < end) {
                int tag = wire.tag(end);
                switch (tag) {
                    case 1 << 3 | Wire.VARINT -> dimension(shape, end); // dims, one by one
                    case 1 << 3 | Wire.BYTES -> dimensions(shape, wire.endOfField(end)); // dims, packed
                    case 2 << 3 | Wire.VARINT -> type = wire.varint(end); // data_type
                    case 8 << 3 | Wire.BYTES -> name = wire.text(wire.endOfField(end), MAX_NAME_BYTES); // name
                    case 4 << 3 | Wire.BYTES,
                            9 << 3 | Wire.BYTES,
                            10 << 3 | Wire.BYTES -> { // float_data, raw_data, double_data
                        payloadEnd = wire.endOfField(end);
                        payloadAt = wire.at();
                        wire.seek(payloadEnd);
                    }
                    default -> wire.skip(tag & 7, end);
                }
            }
            if (payloadEnd > payloadAt) {
                add(named(path, name), type, shape, payloadAt, payloadEnd - payloadAt);
            }
        }

        private void dimensions(List<Long> shape, long end) throws NotOnnx, IOException {
            while (wire.at() < end) {
                dimension(shape, end);
            }
        }

        private void dimension(List<Long> shape, long end) throws NotOnnx, IOException {
            long dimension = wire.varint(end);
            if (shape.size() == MAX_DIMENSIONS) {
                throw new NotOnnx("a tensor of too many dimensions");
            }
            shape.add(dimension);
        }

        private void add(String name, long code, List<Long> shape, long offset, long length) throws NotOnnx {
            if (tensors.size() == MAX_TENSORS) {
                throw new NotOnnx("too many tensors");
            }
            tensors.add(new Tensor(name, type(code, length), shape, offset, length));
        }

        /** The tensor in an attribute seldom has a name of its own; then the attribute's path is enough. */
        private static String named(String path, String name) {
            return name.isEmpty() && !path.isEmpty() ? path.substring(0, path.length() - 1) : path + name;
        }

        private static ElementType type(long code, long length) {
            var claimed = ElementType.ofCode(code);
            return claimed == null || length % claimed.width() != 0 ? ElementType.BYTES : claimed;
        }
    }
}
