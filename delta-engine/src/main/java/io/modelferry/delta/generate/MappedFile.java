package io.modelferry.delta.generate;

import io.modelferry.delta.codec.BaseView;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;

/**
 * A file of any length, mapped: a sample of it is read in many small pieces, each of which would be a system call. On devices files are read, not
 * mapped: there it is better to fail than to fault.
 */
final class MappedFile implements BaseView, AutoCloseable {

    private final Arena arena = Arena.ofShared();
    private final MemorySegment bytes;

    MappedFile(FileChannel channel) throws IOException {
        try {
            bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    @Override
    public long length() {
        return bytes.byteSize();
    }

    @Override
    public void read(long at, byte[] into, int offset, int count) throws IOException {
        try {
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, into, offset, count);
        } catch (InternalError e) { // what the virtual machine makes of a page that is no longer there
            throw (IOException) new EOFException("the file ended before byte " + (at + count)).initCause(e);
        }
    }

    /** After all reads have ended. */
    @Override
    public void close() {
        arena.close();
    }
}
