package io.modelferry.delta.codec;

import java.io.IOException;

/** Where decoded bytes go, in order. The array is the codec's own and changes after the call. */
@FunctionalInterface
public interface ByteSink {
    void write(byte[] bytes, int offset, int count) throws IOException;
}
