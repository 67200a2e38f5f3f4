package io.modelferry.delta.codec;

/**
 * A run of target bytes and what the base has for it, on the encoding side.
 *
 * @param base   what the codec may predict from; empty if there is nothing
 * @param target the first {@code length} bytes count
 * @param width  bytes of one element
 */
@SuppressWarnings("ArrayRecordComponent") // a view of the caller's buffers, never kept or compared
public record Chunk(byte[] base, int baseLength, byte[] target, int length, int width) {}
