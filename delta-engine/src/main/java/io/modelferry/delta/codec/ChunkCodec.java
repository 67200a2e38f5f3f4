package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Packs a chunk of the target, and brings it back from its prediction and what was stored. Not for two threads at once. */
public sealed interface ChunkCodec
        permits Literal, Planes, FloatResidual, ByteResidual, Sparse, StepCodes, Dictionary, MovedBytes {

    Codec codec();

    /**
     * What is declined costs the section its codec. One that compresses bytes as they are need not decline a chunk that it makes a little longer:
     * new data amid much that is found in the base.
     *
     * @return the stored bytes, at most {@link ZstdFrames#maxStoredBytes} of the chunk's length; null if this codec cannot express the chunk so
     */
    byte @Nullable [] encode(Chunk chunk, BaseView base) throws IOException;

    /**
     * Turns the prediction into the target.
     *
     * @param stored from outside: the first {@code storedLength} bytes count, {@link io.modelferry.delta.entropy.BitReader#PADDING} more are there
     * @param base   what {@link Codec#readsBaseFreely} may read; others have their prediction in {@code elements}
     * @param elements in: the prediction, out: the target; the first {@code length} bytes count
     */
    void decode(byte[] stored, int storedLength, BaseView base, byte[] elements, int length, ElementType type)
            throws Undecodable, IOException;
}
