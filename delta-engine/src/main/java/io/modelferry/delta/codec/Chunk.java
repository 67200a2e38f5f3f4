package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;

/**
 * A run of a section's elements on the encoding side, and what they are expected to be.
 *
 * @param predicted little-endian, as many bytes as {@code target}; zeros where nothing is expected
 * @param target    the first {@code length} bytes count
 * @param rowLength elements of one row of the tensor (all dimensions but the first), or 0 if there are no rows
 * @param rowPhase  place of the first element in its row
 */
@SuppressWarnings("ArrayRecordComponent") // a view of the caller's buffers, never kept or compared
public record Chunk(byte[] predicted, byte[] target, int length, ElementType type, int rowLength, int rowPhase) {

    int elements() {
        return length / type.width();
    }

    /** Bytes of the target from the base view that moved: no prediction, no rows. */
    public static Chunk ofBytes(byte[] target, int length) {
        return new Chunk(new byte[0], target, length, ElementType.BYTES, 0, 0);
    }
}
