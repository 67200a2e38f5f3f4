package io.modelferry.delta.format;

import java.io.IOException;
import java.security.MessageDigest;

/** Where a target gathers while it is rebuilt, from the first byte to the last. Used by one thread. */
public interface Staging {

    /** Bytes that are there, of this attempt or of one before. */
    long length() throws IOException;

    /** Adds bytes that are there to a digest, read back from where they lie. */
    void update(MessageDigest digest, long from, long length) throws IOException;

    /** Cuts what follows; the next byte is written there. */
    void truncate(long length) throws IOException;

    /** At the end; sent to the device in the background, for what will be flushed. */
    void writeDurably(byte[] bytes, int offset, int count) throws IOException;
}
