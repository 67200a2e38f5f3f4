package io.modelferry.delta.codec;

import java.io.IOException;

/** Packs a chunk of the target, and brings it back from the base and what was stored. Not for two threads at once. */
public sealed interface ChunkCodec permits Literal, LiteralPlanes, XorPlanes, MovedBytes {

    Codec codec();

    /** @return the stored bytes; never longer than {@link ZstdFrames#maxStoredBytes} of the chunk's length unless it must be */
    byte[] encode(Chunk chunk);

    /**
     * Hands exactly {@code length} bytes to the sink, or throws before or after some of them.
     *
     * @param stored the first {@code storedLength} bytes count; from outside
     * @param base   what the encoder had as {@link Chunk#base()}
     * @param width  bytes of one element, as the encoder had it
     */
    void decode(byte[] stored, int storedLength, BaseView base, int length, int width, ByteSink target)
            throws Undecodable, IOException;
}
