package io.modelferry.delta.format;

import io.modelferry.delta.codec.BaseView;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads of exactly so many bytes, by position. */
public final class FileChannels {

    private FileChannels() {}

    /** @throws EOFException if the file ends before {@code at + count} */
    public static void readFully(FileChannel channel, long at, byte[] into, int offset, int count) throws IOException {
        var buffer = ByteBuffer.wrap(into, offset, count);
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at + count - buffer.remaining());
            if (read < 0) {
                throw new EOFException("the file ended before byte " + (at + count));
            }
        }
    }

    /** The first {@code length} bytes of a file, read by position. */
    public static BaseView view(FileChannel channel, long length) {
        return new BaseView() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public void read(long at, byte[] into, int offset, int count) throws IOException {
                readFully(channel, at, into, offset, count);
            }
        };
    }

    public static void writeFully(FileChannel channel, byte[] bytes, int offset, int count) throws IOException {
        var buffer = ByteBuffer.wrap(bytes, offset, count);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
