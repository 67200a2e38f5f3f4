package io.modelferry.optimizer.onnx;

import io.modelferry.optimizer.onnx.OnnxModel.TensorSpec;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import io.modelferry.optimizer.schema.TensorShapeProto.Dimension;
import io.modelferry.optimizer.schema.TypeProto;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.util.List;

/** Says what an input or output takes. */
final class Ports {

    private Ports() {}

    static TensorSpec spec(ValueInfoProto port) {
        var type = port.getType();
        return switch (type.getValueCase()) {
            case TENSOR_TYPE -> tensor(port.getName(), type.getTensorType());
            case SPARSE_TENSOR_TYPE, SEQUENCE_TYPE, MAP_TYPE, OPTIONAL_TYPE, OPAQUE_TYPE, VALUE_NOT_SET ->
                new TensorSpec(
                        TensorHeader.printable(port.getName()),
                        type.getValueCase().name().replace("_TYPE", ""),
                        List.of());
        };
    }

    private static TensorSpec tensor(String name, TypeProto.Tensor tensor) {
        var dtype = DataType.forNumber(tensor.getElemType());
        return new TensorSpec(
                TensorHeader.printable(name),
                dtype == null ? "UNDEFINED" : dtype.name(),
                tensor.getShape().getDimList().stream().map(Ports::dimension).toList());
    }

    private static String dimension(Dimension dimension) {
        return switch (dimension.getValueCase()) {
            case DIM_VALUE -> Long.toString(dimension.getDimValue());
            case DIM_PARAM -> TensorHeader.printable(dimension.getDimParam());
            case VALUE_NOT_SET -> "?";
        };
    }
}
