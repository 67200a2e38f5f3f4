package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Packs a chunk of the target, and brings it back from its prediction and what was stored. Not for two threads at once. */
public sealed interface ChunkCodec
        permits Literal, Planes, FloatResidual, ByteResidual, Sparse, StepCodes, Dictionary, MovedBytes {

    Codec codec();

    /** @return the stored bytes, or null if this codec cannot express the chunk or would need more than {@link Chunk#length} of them */
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
