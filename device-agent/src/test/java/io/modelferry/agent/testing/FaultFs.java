package io.modelferry.agent.testing;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.slots.GrowingFile;
import io.modelferry.agent.testing.Operations.Fault;
import io.modelferry.agent.testing.Operations.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A disk in memory whose operations are counted, so that each of them can meet the end of the power or a fault of the disk. A
 * power cut strikes in the middle: the operation has happened and nothing of it is durable. Used by one thread.
 */
public final class FaultFs implements AgentFs {

    private static final long CAPACITY = 64 << 20;

    private final MemoryDisk disk;
    private final Operations operations = new Operations();
    private final Set<Path> unreadable = new HashSet<>();
    private long room = CAPACITY;
    private Path watched = Path.of("/");
    private long mostWatched;

    /** An empty disk that has this folder, durably. */
    public FaultFs(Path folder) {
        this(new MemoryDisk());
        disk.makeFolders(folder);
        for (var each = folder; each != null; each = each.getParent()) {
            disk.syncFolder(each);
        }
        disk.rootIsDurable();
    }

    private FaultFs(MemoryDisk disk) {
        this.disk = disk;
    }

    /** Operation {@code number}, counted from 1 from now on, and so many after it meet the fault. */
    public void fail(int number, int many, Fault with) {
        operations.fail(number, many, with);
    }

    public void cutPowerAt(int number) {
        fail(number, Integer.MAX_VALUE - number, Fault.POWER_CUT);
    }

    /** Until it is healed: a bad sector under one file. */
    public void cannotRead(Path file) {
        unreadable.add(file);
    }

    /** Counts from 1 again, without faults. */
    public void heal() {
        unreadable.clear();
        fail(Integer.MAX_VALUE, 1, Fault.EIO);
    }

    /** Operations since the count began. */
    public int operations() {
        return operations.count();
    }

    /** Whether operation {@code number} changed anything: a power cut in a read is one in the operation before. */
    public boolean changes(int number) {
        return operations.kind(number) != Kind.READS;
    }

    /** The disk that the next process finds, without faults. */
    public FaultFs after(Loss loss, RandomGenerator random) {
        return new FaultFs(disk.after(loss, random));
    }

    /** The same disk for another process, durable or not. */
    public FaultFs copy() {
        return new FaultFs(disk.copy());
    }

    /** Equal for disks that a start cannot tell apart and that a power cut would leave alike. */
    public String fingerprint() {
        return disk.fingerprint();
    }

    /** Bytes that the disk holds at most. */
    public void room(long bytes) {
        room = bytes;
    }

    /** From now on, how much a folder holds at most. */
    public void watch(Path folder) {
        watched = folder;
        mostWatched = disk.used(folder);
    }

    public long mostWatched() {
        return mostWatched;
    }

    /** What programs that do not go through this interface see; not counted. */
    public Optional<byte[]> peek(Path file) {
        return Optional.ofNullable(disk.file(file)).map(inode -> inode.live.clone());
    }

    public List<Path> peekEntries(Path folder) {
        return disk.entries(folder);
    }

    /** One byte turns, durably, as if the medium had aged. */
    public void rot(Path file) {
        var inode = disk.file(file);
        var bytes = inode.live.clone();
        bytes[bytes.length / 2] ^= 0x10;
        inode.overwrite(bytes);
        inode.sync();
    }

    @Override
    public Optional<byte[]> read(Path file) throws IOException {
        begin(Kind.READS);
        requireReadable(file);
        return Optional.ofNullable(disk.file(file)).map(inode -> inode.live.clone());
    }

    @Override
    public InputStream openForReading(Path file) throws IOException {
        begin(Kind.READS);
        requireReadable(file);
        return new ByteArrayInputStream(existing(file).live.clone());
    }

    @Override
    public OptionalLong size(Path file) throws IOException {
        begin(Kind.READS);
        var inode = disk.file(file);
        return inode == null ? OptionalLong.empty() : OptionalLong.of(inode.live.length);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        begin(Kind.READS);
        return disk.entries(directory);
    }

    @Override
    public long usableSpace(Path directory) throws IOException {
        return begin(Kind.READS) == Fault.ENOSPC ? 0 : room - disk.used(Path.of("/"));
    }

    @Override
    public void write(Path file, byte[] bytes) throws IOException {
        var met = begin(Kind.WRITES);
        requireFolder(file);
        var inode = opened(file);
        if (met == Fault.ENOSPC) {
            var half = Arrays.copyOf(inode.live, Math.max(inode.live.length, bytes.length / 2));
            System.arraycopy(bytes, 0, half, 0, bytes.length / 2);
            inode.overwrite(half);
            throw full();
        }
        inode.overwrite(bytes.clone());
        end(met);
    }

    @Override
    public GrowingFile append(Path file) throws IOException {
        var met = begin(Kind.WRITES);
        requireFolder(file);
        if (met == Fault.ENOSPC && disk.file(file) == null) {
            throw full();
        }
        var inode = opened(file);
        end(met);
        return new Growing(inode);
    }

    @Override
    public void sync(Path file) throws IOException {
        sync(existing(file));
    }

    private void sync(MemoryDisk.Inode inode) throws IOException {
        Fault met;
        try {
            met = begin(Kind.SYNCS);
        } catch (IOException e) {
            inode.failSync();
            throw e;
        }
        end(met);
        inode.sync();
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        var met = begin(Kind.RENAMES);
        existing(from);
        requireFolder(to);
        disk.move(from, to);
        end(met);
    }

    @Override
    public void delete(Path file) throws IOException {
        var met = begin(Kind.RENAMES);
        disk.delete(file);
        end(met);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        var met = begin(Kind.WRITES);
        if (met == Fault.ENOSPC && !disk.isFolder(directory)) {
            throw full();
        }
        disk.makeFolders(directory);
        end(met);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        var met = begin(Kind.SYNCS);
        end(met);
        disk.syncFolder(directory);
    }

    private void requireReadable(Path file) throws IOException {
        if (unreadable.contains(file)) {
            throw new IOException("Input/output error");
        }
    }

    private MemoryDisk.Inode existing(Path file) throws IOException {
        var inode = disk.file(file);
        if (inode == null) {
            throw new NoSuchFileException(file.toString());
        }
        return inode;
    }

    private MemoryDisk.Inode opened(Path file) {
        var inode = disk.file(file);
        return inode == null ? disk.create(file) : inode;
    }

    private void requireFolder(Path file) throws IOException {
        if (!disk.isFolder(file.getParent())) {
            throw new NoSuchFileException(file.toString());
        }
    }

    private Fault begin(Kind kind) throws IOException {
        return operations.begin(kind);
    }

    private void end(Fault met) {
        mostWatched = Math.max(mostWatched, disk.used(watched));
        operations.end(met);
    }

    private static IOException full() {
        return new IOException("No space left on device");
    }

    private final class Growing implements GrowingFile {

        private final MemoryDisk.Inode inode;

        Growing(MemoryDisk.Inode inode) {
            this.inode = inode;
        }

        @Override
        public long length() throws IOException {
            begin(Kind.READS);
            return inode.live.length;
        }

        @Override
        public void append(byte[] bytes, int offset, int count) throws IOException {
            var met = begin(Kind.WRITES);
            var fits = met == Fault.ENOSPC ? count / 2 : count;
            var from = inode.live.length;
            inode.live = Arrays.copyOf(inode.live, from + fits);
            System.arraycopy(bytes, offset, inode.live, from, fits);
            if (met == Fault.ENOSPC) {
                throw full();
            }
            end(met);
        }

        @Override
        public void truncate(long length) throws IOException {
            var met = begin(Kind.WRITES);
            inode.truncate((int) Math.min(length, inode.live.length));
            end(met);
        }

        @Override
        public void sync() throws IOException {
            FaultFs.this.sync(inode);
        }

        @Override
        public void close() {
            // nothing is written by it
        }
    }
}
