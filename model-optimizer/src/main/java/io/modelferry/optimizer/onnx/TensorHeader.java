package io.modelferry.optimizer.onnx;

import io.modelferry.optimizer.onnx.MalformedModel.Reason;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A tensor without its values.
 *
 * @param bytes what the values take, by shape and dtype; for strings what the file holds
 * @param elements how many values there are, by shape
 */
record TensorHeader(String name, DataType dtype, long bytes, long elements) {

    private static final int DIM = TensorProto.DIMS_FIELD_NUMBER << 3 | WireReader.VARINT;
    private static final int PACKED_DIMS = TensorProto.DIMS_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int DATA_TYPE = TensorProto.DATA_TYPE_FIELD_NUMBER << 3 | WireReader.VARINT;
    private static final int NAME = TensorProto.NAME_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int RAW = TensorProto.RAW_DATA_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int STRINGS = TensorProto.STRING_DATA_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int EXTERNAL = TensorProto.EXTERNAL_DATA_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int LOCATION = TensorProto.DATA_LOCATION_FIELD_NUMBER << 3 | WireReader.VARINT;

    private static final int MAX_RANK = 64;

    /**
     * Reads the tensor that the reader stands on.
     *
     * @throws MalformedModel also for a tensor whose values lie in another file: {@link Reason#EXTERNAL_DATA}
     */
    static TensorHeader read(WireReader wire, int maxNameBytes) throws MalformedModel, IOException {
        var reading = new Reading(wire, maxNameBytes);
        wire.message(reading::fields);
        return reading.header();
    }

    private static final class Reading {

        private final WireReader wire;
        private final int maxNameBytes;
        private String name = "";
        private long dataType;
        private int rank;
        private long elements = 1;
        private long stringBytes;
        private boolean external;
        private @Nullable Long rawBytes;

        Reading(WireReader wire, int maxNameBytes) {
            this.wire = wire;
            this.maxNameBytes = maxNameBytes;
        }

        void fields() throws MalformedModel, IOException {
            while (wire.next()) {
                switch (wire.tag()) {
                    case DIM -> dimension();
                    case PACKED_DIMS -> wire.message(this::dimensions);
                    case DATA_TYPE -> dataType = wire.varint();
                    case NAME -> name = new String(wire.bytes(maxNameBytes), StandardCharsets.UTF_8);
                    case RAW -> rawBytes = wire.jump();
                    case STRINGS -> stringBytes += wire.jump();
                    case LOCATION -> external |= wire.varint() != TensorProto.DataLocation.DEFAULT_VALUE;
                    case EXTERNAL -> {
                        external = true;
                        wire.skip();
                    }
                    default -> wire.skip();
                }
            }
        }

        private void dimensions() throws MalformedModel, IOException {
            while (wire.position() < wire.messageEnd()) {
                dimension();
            }
        }

        private void dimension() throws MalformedModel, IOException {
            var size = wire.varint();
            if (size < 0 || ++rank > MAX_RANK) {
                throw wire.malformed("tensor '" + printable(name) + "' has a shape that cannot be");
            }
            try {
                elements = Math.multiplyExact(elements, size);
            } catch (ArithmeticException e) {
                throw wire.malformed("tensor '" + printable(name) + "' is larger than any memory");
            }
        }

        TensorHeader header() throws MalformedModel {
            if (external) {
                throw new MalformedModel(
                        Reason.EXTERNAL_DATA,
                        "tensor '" + printable(name)
                                + "' keeps its values in another file; export the model as one file");
            }
            var dtype = dataType == (int) dataType ? DataType.forNumber((int) dataType) : null;
            if (dtype == null) {
                throw wire.malformed("tensor '" + printable(name) + "' has the unknown data type " + dataType);
            }
            var bytes = dtype == DataType.STRING ? stringBytes : DataTypes.bytes(dtype, elements);
            if (bytes < 0) {
                throw wire.malformed("tensor '" + printable(name) + "' is larger than any memory");
            }
            if (rawBytes != null && rawBytes != bytes) {
                throw wire.malformed("tensor '%s' holds %d bytes where its shape needs %d"
                        .formatted(printable(name), rawBytes, bytes));
            }
            return new TensorHeader(name, dtype, bytes, elements);
        }
    }

    /** A name from outside, fit for a message. */
    static String printable(String name) {
        var shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
