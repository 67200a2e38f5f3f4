package io.modelferry.delta.format;

import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.codec.Undecodable;
import io.modelferry.delta.codec.ZstdFrames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A delta read from its first byte to its last, be it a file or a pipe. Opened, its prologue and directory hold together: what they declare fits the
 * limits. The body follows in the directory's order.
 */
public final class DeltaReader implements AutoCloseable {

    private final ReadableByteChannel channel;
    private final Prologue prologue;
    private final Directory directory;
    private long at;

    private DeltaReader(ReadableByteChannel channel, ZstdFrames zstd) throws MalformedDelta, IOException {
        this.channel = channel;
        this.prologue = readPrologue();
        this.directory = readDirectory(zstd);
    }

    /** Also holds the file's length against what the delta declares. */
    public static DeltaReader open(Path patch, ZstdFrames zstd) throws MalformedDelta, IOException {
        var file = FileChannel.open(patch, StandardOpenOption.READ);
        try {
            var reader = new DeltaReader(file, zstd);
            reader.requireLength(file.size());
            return reader;
        } catch (MalformedDelta | IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** @param pipe closed together with the reader */
    public static DeltaReader open(ReadableByteChannel pipe, ZstdFrames zstd) throws MalformedDelta, IOException {
        return new DeltaReader(pipe, zstd);
    }

    public Prologue prologue() {
        return prologue;
    }

    public Directory directory() {
        return directory;
    }

    /** Offset in the delta of the next byte. */
    public long at() {
        return at;
    }

    public long patchBytes() {
        return prologue.patchBytes();
    }

    /** Reads the next {@code count} bytes into {@code into[0 … count)}. */
    public void read(byte[] into, int count) throws MalformedDelta, IOException {
        var buffer = ByteBuffer.wrap(into, 0, count);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new MalformedDelta(at + buffer.position(), "cut short");
            }
        }
        at += count;
    }

    /** Nothing follows the body. */
    public void requireEnd() throws MalformedDelta, IOException {
        var next = ByteBuffer.allocate(1);
        int read;
        do {
            read = channel.read(next); // nothing yet is not the end
        } while (read == 0);
        if (read > 0) {
            throw new MalformedDelta(at, "bytes after the end of the body");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private Prologue readPrologue() throws MalformedDelta, IOException {
        var bytes = new byte[Prologue.BYTES];
        read(bytes, bytes.length);
        return Prologue.read(bytes);
    }

    private void requireLength(long fileBytes) throws MalformedDelta {
        if (fileBytes != prologue.patchBytes()) {
            throw new MalformedDelta(
                    Math.min(fileBytes, prologue.patchBytes()),
                    "%d bytes where the prologue declares %d".formatted(fileBytes, prologue.patchBytes()));
        }
    }

    private Directory readDirectory(ZstdFrames zstd) throws MalformedDelta, IOException {
        var stored = new byte[prologue.directoryStored()];
        read(stored, stored.length);
        var raw = new byte[prologue.directoryRaw()];
        try {
            zstd.decompress(stored, stored.length, raw, raw.length);
        } catch (Undecodable e) {
            throw new MalformedDelta(Prologue.BYTES, e.reason());
        }
        return DirectoryReader.read(new FieldReader(raw, raw.length, Prologue.BYTES), prologue);
    }
}
