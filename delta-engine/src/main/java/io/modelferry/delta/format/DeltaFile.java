package io.modelferry.delta.format;

import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.codec.Undecodable;
import io.modelferry.delta.codec.ZstdFrames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * An open delta whose prologue and directory hold together: what it declares fits the limits, and its length is what it declares
 * to the byte. The body is still unread.
 */
public final class DeltaFile implements AutoCloseable {

    private final FileChannel channel;
    private final Prologue prologue;
    private final Directory directory;

    private DeltaFile(FileChannel channel, Prologue prologue, Directory directory) {
        this.channel = channel;
        this.prologue = prologue;
        this.directory = directory;
    }

    public static DeltaFile open(Path patch, ZstdFrames zstd) throws MalformedDelta, IOException {
        var channel = FileChannel.open(patch, StandardOpenOption.READ);
        try {
            var prologue = readPrologue(channel);
            return new DeltaFile(channel, prologue, readDirectory(channel, prologue, zstd));
        } catch (MalformedDelta | IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The bytes of a delta before its body. */
    public static byte[] head(Directory directory, Sha256 base, Sha256 target, ZstdFrames zstd) {
        var raw = DirectoryWriter.toBytes(directory);
        if (raw.length > FormatLimits.MAX_DIRECTORY_BYTES) {
            throw new IllegalStateException("a directory of " + raw.length + " bytes: the planner cut too fine");
        }
        var stored = zstd.compress(raw, raw.length);
        var prologue = new Prologue(
                stored.length,
                raw.length,
                directory.base().fileBytes(),
                directory.target().fileBytes(),
                directory.bodyBytes(),
                base,
                target);
        var head = Arrays.copyOf(prologue.toBytes(), Prologue.BYTES + stored.length);
        System.arraycopy(stored, 0, head, Prologue.BYTES, stored.length);
        return head;
    }

    public Prologue prologue() {
        return prologue;
    }

    public Directory directory() {
        return directory;
    }

    /** Where the first chunk lies. */
    public long bodyOffset() {
        return prologue.bodyOffset();
    }

    public long patchBytes() {
        return prologue.patchBytes();
    }

    /** Reads stored bytes of a chunk into {@code into[0 … count)}. */
    public void read(long at, byte[] into, int count) throws IOException {
        FileChannels.readFully(channel, at, into, 0, count);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static Prologue readPrologue(FileChannel channel) throws MalformedDelta, IOException {
        if (channel.size() < Prologue.BYTES) {
            throw new MalformedDelta(channel.size(), "cut short in the prologue");
        }
        var bytes = new byte[Prologue.BYTES];
        FileChannels.readFully(channel, 0, bytes, 0, bytes.length);
        var prologue = Prologue.read(bytes);
        if (channel.size() != prologue.patchBytes()) {
            throw new MalformedDelta(
                    Math.min(channel.size(), prologue.patchBytes()),
                    "%d bytes where the prologue declares %d".formatted(channel.size(), prologue.patchBytes()));
        }
        return prologue;
    }

    private static Directory readDirectory(FileChannel channel, Prologue prologue, ZstdFrames zstd)
            throws MalformedDelta, IOException {
        var stored = new byte[prologue.directoryStored()];
        FileChannels.readFully(channel, Prologue.BYTES, stored, 0, stored.length);
        var raw = new byte[prologue.directoryRaw()];
        try {
            zstd.decompress(stored, stored.length, raw, raw.length);
        } catch (Undecodable e) {
            throw new MalformedDelta(Prologue.BYTES, e.reason());
        }
        return DirectoryReader.read(new FieldReader(raw, raw.length, Prologue.BYTES), prologue);
    }
}
