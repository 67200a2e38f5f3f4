package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.format.Extent;
import java.util.List;

/**
 * An extent of a file and what it is.
 *
 * @param shape the tensor's dimensions; empty for a scalar and for what is no tensor
 */
record Piece(String name, ElementType type, List<Long> shape, Extent extent) {

    Piece {
        shape = List.copyOf(shape);
    }

    long length() {
        return extent.length();
    }

    boolean isTensor() {
        return type != ElementType.BYTES;
    }

    /** Whether the two hold as many elements of the same kind in the same arrangement. */
    boolean isShapedLike(Piece other) {
        return type == other.type && length() == other.length() && shape.equals(other.shape);
    }
}
