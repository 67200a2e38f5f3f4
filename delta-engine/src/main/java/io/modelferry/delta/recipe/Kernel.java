package io.modelferry.delta.recipe;

import io.modelferry.delta.ElementType;

/**
 * Turns float weights into the elements of a variant, one for one and each by itself: a tensor may be done in pieces, in any
 * order, by any number of threads.
 */
public sealed interface Kernel permits LinearMap, ChannelMaps, Halves, Bfloat16 {

    ElementType target();

    /**
     * @param first where in the tensor, row by row, {@code weights[0]} stands
     * @param count of the weights to turn, from {@code weights[0]} on
     * @param elements little-endian; {@code count · target().width()} bytes are written from {@code at} on
     */
    void apply(long first, float[] weights, int count, byte[] elements, int at);
}
