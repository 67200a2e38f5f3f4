package io.modelferry.delta.format;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * A file in the making beside its final place. {@link #commit} flushes it, renames it and flushes the folder, {@link #moveIntoPlace} only renames it;
 * closed without either, it is gone.
 */
public final class StagedFile implements Staging, AutoCloseable {

    private static final int READ_BYTES = 256 * 1024;

    private final Path staged;
    private final Path target;
    private final FileChannel channel;
    private final WriteBehind behind;
    private boolean placed;
    private boolean kept;

    private StagedFile(Path staged, Path target, FileChannel channel, boolean kept) {
        this.staged = staged;
        this.target = target;
        this.channel = channel;
        this.behind = new WriteBehind(channel);
        this.kept = kept;
    }

    /** The name holds process and thread, so that two at work on one target do not meet and a crashed one is overwritten. */
    public static StagedFile beside(Path target) throws IOException {
        var absolute = target.toAbsolutePath();
        var name = ".%s.%d-%d.part"
                .formatted(
                        absolute.getFileName(),
                        ProcessHandle.current().pid(),
                        Thread.currentThread().threadId());
        var staged = absolute.resolveSibling(name);
        var channel = FileChannel.open(
                staged,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        return new StagedFile(staged, absolute, channel, false);
    }

    /** The file in the making is {@code partial}: whatever it holds is there, and stays if this is closed without {@link #commit}. */
    public static StagedFile resuming(Path partial, Path target) throws IOException {
        var channel = FileChannel.open(
                partial,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        return new StagedFile(partial.toAbsolutePath(), target.toAbsolutePath(), channel, true);
    }

    @Override
    public long length() throws IOException {
        return channel.size();
    }

    @Override
    public void truncate(long length) throws IOException {
        channel.truncate(length).position(length);
    }

    @Override
    public void update(MessageDigest digest, long from, long length) throws IOException {
        var bytes = new byte[(int) Math.min(READ_BYTES, length)];
        for (long done = 0; done < length; ) {
            int step = (int) Math.min(bytes.length, length - done);
            FileChannels.readFully(channel, from + done, bytes, 0, step);
            digest.update(bytes, 0, step);
            done += step;
        }
    }

    /** Does not keep what was written, whatever this was opened for. */
    public void discard() {
        kept = false;
    }

    public void write(byte[] bytes, int offset, int count) throws IOException {
        FileChannels.writeFully(channel, bytes, offset, count);
    }

    /** As {@link #write}, and sends it to the device in the background: for what {@link #commit} will flush. */
    @Override
    public void writeDurably(byte[] bytes, int offset, int count) throws IOException {
        write(bytes, offset, count);
        behind.wrote(count);
    }

    /** Appends all of another staged file. */
    public void append(StagedFile other) throws IOException {
        long length = other.channel.size();
        for (long at = 0; at < length; ) {
            at += other.channel.transferTo(at, length - at, channel);
        }
    }

    /** Survives a power cut once this returns. */
    public void commit() throws IOException {
        behind.finish();
        moveIntoPlace();
        flushFolder();
    }

    /** For a file that can be made again: a power cut may still take it. */
    public void moveIntoPlace() throws IOException {
        channel.close();
        Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        placed = true;
    }

    @Override
    public void close() throws IOException {
        behind.stop();
        channel.close();
        if (!placed && !kept) {
            Files.deleteIfExists(staged);
        }
    }

    private void flushFolder() throws IOException {
        var folder = target.getParent();
        if (folder == null) {
            throw new IllegalStateException("a file without a folder: " + target);
        }
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
