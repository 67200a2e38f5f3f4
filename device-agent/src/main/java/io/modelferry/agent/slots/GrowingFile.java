package io.modelferry.agent.slots;

import java.io.Closeable;
import java.io.IOException;

/** A file that is written at its end. Not for two threads. */
public interface GrowingFile extends Closeable {

    /** In bytes; the next byte goes there. */
    long length() throws IOException;

    /** Durable only after {@link #sync}, though it may be sent to the device before. */
    void append(byte[] bytes, int offset, int count) throws IOException;

    /** Cuts what follows {@code length}; never makes the file longer. */
    void truncate(long length) throws IOException;

    /** After a failure what lies on the disk is unknown, and a second sync proves nothing. */
    void sync() throws IOException;
}
