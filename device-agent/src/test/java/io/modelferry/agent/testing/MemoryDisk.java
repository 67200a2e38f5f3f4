package io.modelferry.agent.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Files and folders as running programs see them, beside what of them a power cut leaves: a file's bytes as of its last sync, a
 * folder's entries as of the folder's last sync.
 *
 * @see <a href="https://www.usenix.org/conference/osdi14/technical-sessions/presentation/pillai">All File Systems Are Not Created
 *     Equal (OSDI 2014)</a>
 */
final class MemoryDisk {

    private static final int SECTOR = 512;

    static final class Inode {

        byte[] live = {};
        private byte[] durable = {};

        /** Bytes before this one were lost by a failed sync: the system believes that they are on the disk. */
        private int lostTo;

        void overwrite(byte[] bytes) {
            live = bytes;
            lostTo = 0;
        }

        void truncate(int length) {
            live = Arrays.copyOf(live, length);
            lostTo = Math.min(lostTo, length);
        }

        void sync() {
            var synced = live.clone();
            var before = Arrays.copyOf(durable, lostTo);
            System.arraycopy(before, 0, synced, 0, Math.min(lostTo, synced.length));
            durable = synced;
        }

        void failSync() {
            lostTo = live.length;
        }

        private boolean dirty() {
            return !Arrays.equals(live, durable);
        }
    }

    /** A change of names that no folder's sync has made durable. {@code from} and {@code to} are null where there is none. */
    private record Change(Path from, Path to, Inode inode) {}

    private final Map<Path, Inode> files = new TreeMap<>();
    private final Set<Path> folders = new HashSet<>();
    private final Map<Path, Inode> durableFiles = new HashMap<>();
    private final Set<Path> durableFolders = new HashSet<>();
    private final List<Change> changes = new ArrayList<>();

    Inode file(Path path) {
        return files.get(path);
    }

    boolean isFolder(Path path) {
        return folders.contains(path);
    }

    /** The root of a file system is there before anything else. */
    void rootIsDurable() {
        durableFolders.addAll(folders);
    }

    List<Path> entries(Path folder) {
        var all = new ArrayList<Path>();
        files.keySet().stream().filter(file -> folder.equals(file.getParent())).forEach(all::add);
        folders.stream().filter(inner -> folder.equals(inner.getParent())).forEach(all::add);
        all.sort(null);
        return all;
    }

    long used(Path folder) {
        return files.entrySet().stream()
                .filter(file -> file.getKey().startsWith(folder))
                .mapToLong(file -> file.getValue().live.length)
                .sum();
    }

    Inode create(Path path) {
        var inode = new Inode();
        files.put(path, inode);
        changes.add(new Change(null, path, inode));
        return inode;
    }

    void move(Path from, Path to) {
        var inode = files.remove(from);
        files.put(to, inode);
        changes.add(new Change(from, to, inode));
    }

    void delete(Path path) {
        var inode = files.remove(path);
        if (inode != null) {
            changes.add(new Change(path, null, inode));
        }
    }

    void makeFolders(Path folder) {
        for (var each = folder; each != null; each = each.getParent()) {
            folders.add(each);
        }
    }

    /** Every change of a name in this folder that is complete becomes durable, and the folders in it. */
    void syncFolder(Path folder) {
        folders.stream().filter(inner -> folder.equals(inner.getParent())).forEach(durableFolders::add);
        for (var change : List.copyOf(changes)) {
            if (touches(folder, change)) {
                apply(change, durableFiles);
                changes.removeIf(earlier -> earlier == change || settled(earlier, change));
            }
        }
    }

    private static boolean touches(Path folder, Change change) {
        var named = Objects.requireNonNullElse(change.to(), change.from());
        return folder.equals(named.getParent());
    }

    /** The first name of a file that is durable under a later one. */
    private static boolean settled(Change earlier, Change later) {
        return earlier.inode() == later.inode() && Objects.equals(earlier.to(), later.from());
    }

    private static void apply(Change change, Map<Path, Inode> names) {
        if (change.from() != null) {
            names.remove(change.from(), change.inode());
        }
        if (change.to() != null) {
            names.put(change.to(), change.inode());
        }
    }

    /** The disk that the next process finds. */
    MemoryDisk after(Loss loss, RandomGenerator random) {
        if (loss == Loss.ONLY_THE_PROCESS_ENDS) {
            return copy();
        }
        var names = namesAfter(loss, random);
        var next = new MemoryDisk();
        next.folders.addAll(loss == Loss.DROPS_ALL ? durableFolders : folders);
        next.folders.removeIf(
                folder -> loss == Loss.KEEPS_SOME && !durableFolders.contains(folder) && random.nextBoolean());
        next.folders.removeIf(folder -> !next.hasAllAbove(folder));
        names.forEach((path, inode) -> {
            if (next.isFolder(path.getParent())) {
                var bytes = bytesAfter(inode, loss, random);
                next.place(path, bytes, bytes);
            }
        });
        next.durableFolders.addAll(next.folders);
        next.durableFiles.putAll(next.files);
        return next;
    }

    private boolean hasAllAbove(Path folder) {
        for (var above = folder.getParent(); above != null; above = above.getParent()) {
            if (!folders.contains(above)) {
                return false;
            }
        }
        return true;
    }

    private void place(Path path, byte[] live, byte[] durable) {
        var inode = new Inode();
        inode.live = live;
        inode.durable = durable;
        files.put(path, inode);
    }

    private Map<Path, Inode> namesAfter(Loss loss, RandomGenerator random) {
        if (loss != Loss.DROPS_ALL && loss != Loss.KEEPS_SOME) {
            return files;
        }
        var names = new TreeMap<>(durableFiles);
        if (loss == Loss.KEEPS_SOME) {
            changes.stream().filter(_ -> random.nextBoolean()).forEach(change -> apply(change, names));
        }
        return names;
    }

    private static byte[] bytesAfter(Inode inode, Loss loss, RandomGenerator random) {
        if (!inode.dirty()) {
            return inode.durable;
        }
        return switch (loss) {
            case DROPS_ALL -> inode.durable;
            case KEEPS_ALL, ONLY_THE_PROCESS_ENDS -> Arrays.copyOf(inode.live, inode.live.length);
            case EMPTIES_FILES -> new byte[0];
            case TEARS_AT_512_BYTES -> {
                var kept = SECTOR * random.nextInt(1 + inode.live.length / SECTOR);
                var torn = Arrays.copyOf(inode.durable, Math.max(kept, inode.durable.length));
                System.arraycopy(inode.live, 0, torn, 0, kept);
                yield torn;
            }
            case KEEPS_SOME -> sectorsOfBoth(inode, random);
        };
    }

    private static byte[] sectorsOfBoth(Inode inode, RandomGenerator random) {
        var mixed = Arrays.copyOf(inode.durable, random.nextBoolean() ? inode.live.length : inode.durable.length);
        for (var at = 0; at < Math.min(mixed.length, inode.live.length); at += SECTOR) {
            if (random.nextBoolean()) {
                System.arraycopy(
                        inode.live, at, mixed, at, Math.min(SECTOR, Math.min(mixed.length, inode.live.length) - at));
            }
        }
        return mixed;
    }

    /** As it is, with what is and what is not durable. */
    MemoryDisk copy() {
        var copies = new HashMap<Inode, Inode>();
        var next = new MemoryDisk();
        files.forEach((path, inode) -> next.files.put(path, copies.computeIfAbsent(inode, MemoryDisk::copy)));
        durableFiles.forEach(
                (path, inode) -> next.durableFiles.put(path, copies.computeIfAbsent(inode, MemoryDisk::copy)));
        changes.forEach(change -> next.changes.add(
                new Change(change.from(), change.to(), copies.computeIfAbsent(change.inode(), MemoryDisk::copy))));
        next.folders.addAll(folders);
        next.durableFolders.addAll(durableFolders);
        return next;
    }

    private static Inode copy(Inode inode) {
        var copy = new Inode();
        copy.live = inode.live.clone();
        copy.durable = inode.durable.clone();
        copy.lostTo = inode.lostTo;
        return copy;
    }

    /** Equal for disks that a start cannot tell apart and that a power cut would leave alike. */
    String fingerprint() {
        var all = new StringBuilder();
        files.forEach((path, inode) -> all.append(path)
                .append(Arrays.hashCode(inode.live))
                .append('/')
                .append(Arrays.hashCode(inode.durable)));
        new TreeMap<>(durableFiles).forEach((path, inode) -> all.append(path).append(Arrays.hashCode(inode.durable)));
        return all.append(changes.size())
                .append(folders.size())
                .append(durableFolders.size())
                .toString();
    }
}
