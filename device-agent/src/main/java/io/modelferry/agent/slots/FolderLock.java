package io.modelferry.agent.slots;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One agent a folder. The lock is the operating system's: it goes with the process, however that ends. A process that was
 * killed a moment ago may still be on its way out, so a newcomer waits a little.
 */
public final class FolderLock implements AutoCloseable {

    private static final long LOOK_AGAIN_NANOS = 50_000_000;

    private final FileChannel channel;
    private final FileLock lock;

    private FolderLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * @param patience how long a lock may be waited for
     * @throws IOException if another agent holds the folder, or the lock file cannot be made
     */
    public static FolderLock of(Path folder, Duration patience) throws IOException {
        var file = folder.resolve("run").resolve("lock");
        Files.createDirectories(folder.resolve("run"));
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var deadline = System.nanoTime() + patience.toNanos();
        var lock = tryLock(channel);
        while (lock == null && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            lock = tryLock(channel);
        }
        if (lock == null) {
            channel.close();
            throw new IOException("another agent works in " + folder + ": stop it, or give this one its own --data");
        }
        return new FolderLock(channel, lock);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
