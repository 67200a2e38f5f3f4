package io.modelferry.delta.generate;

import io.modelferry.delta.codec.Codec;
import java.util.List;

/**
 * What a codec costs for a section.
 *
 * @param storedBytes measured; extrapolated if only a sample was coded
 * @param chunks      what was coded, if that was all of the section; else empty
 */
record Price(Codec codec, long storedBytes, List<byte[]> chunks) {

    Price {
        chunks = List.copyOf(chunks);
    }
}
