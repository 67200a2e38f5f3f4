/**
 * The one door to zstd and jbsdiff: how the bytes of a chunk are predicted from the base and packed.
 * <p>Encode and decode of a codec stand in one file. Start reading at {@link io.modelferry.delta.codec.ChunkCodec}.
 */
@NullMarked
package io.modelferry.delta.codec;

import org.jspecify.annotations.NullMarked;
