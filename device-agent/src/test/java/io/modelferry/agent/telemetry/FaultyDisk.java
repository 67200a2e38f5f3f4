package io.modelferry.agent.telemetry;

import io.modelferry.agent.testing.PowerCut;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that fails at one operation and knows what of it is durable: written bytes until their sync, names until
 * the directory's. After a failed sync the system takes pages for clean that never reached the disk, as Linux does.
 */
final class FaultyDisk implements LaneDisk {

    private static final int SECTOR = 512;

    enum Fault {
        POWER_CUT,
        FAILS_ONCE,
        FAILS_FROM_THEN_ON
    }

    /** What a power cut leaves of what was not synced. */
    enum Leaves {
        NOTHING,
        EVERYTHING,
        SOME_SECTORS,
        ZEROS
    }

    private static final class Inode {
        private byte[] now = new byte[0];
        private byte[] durable = new byte[0];
        private final BitSet dirty = new BitSet();

        private void write(long at, byte[] bytes) {
            var end = (int) at + bytes.length;
            dirty.set(Math.min(now.length, (int) at), Math.max((int) at, end));
            now = Arrays.copyOf(Arrays.copyOf(now, (int) at), end);
            System.arraycopy(bytes, 0, now, (int) at, bytes.length);
        }

        private void sync() {
            durable = mixed(dirty, false);
            dirty.clear();
        }

        private byte[] mixed(BitSet taken, boolean zeros) {
            var mixed = Arrays.copyOf(durable, now.length);
            taken.stream().filter(i -> i < now.length).forEach(i -> mixed[i] = zeros ? 0 : now[i]);
            return mixed;
        }

        private byte[] after(Leaves leaves, RandomGenerator random) {
            return switch (leaves) {
                case NOTHING -> durable;
                case EVERYTHING -> now;
                case SOME_SECTORS -> mixed(someSectors(random), false);
                case ZEROS -> mixed(dirty, true);
            };
        }

        private BitSet someSectors(RandomGenerator random) {
            var some = (BitSet) dirty.clone();
            for (var sector = 0; sector * SECTOR < now.length; sector++) {
                if (random.nextBoolean()) {
                    some.clear(sector * SECTOR, (sector + 1) * SECTOR);
                }
            }
            return some;
        }
    }

    private final Map<Path, Inode> names = new TreeMap<>();
    private Map<Path, Inode> durableNames = new HashMap<>();
    private int operation;
    private int faultAt;
    private Fault fault = Fault.POWER_CUT;

    /** @param at the operation that fails, from 1; 0 for none */
    FaultyDisk failing(Fault how, int at) {
        fault = how;
        faultAt = at;
        operation = 0;
        return this;
    }

    int operations() {
        return operation;
    }

    /** The disk as the next start finds it. */
    FaultyDisk afterPowerCut(Leaves leaves, RandomGenerator random) {
        var next = new FaultyDisk();
        var found = leaves == Leaves.NOTHING || leaves == Leaves.SOME_SECTORS && random.nextBoolean()
                ? durableNames
                : names;
        found.forEach((path, inode) -> {
            var copy = new Inode();
            copy.now = inode.after(leaves, random).clone();
            copy.durable = copy.now;
            next.names.put(path, copy);
        });
        next.durableNames = new HashMap<>(next.names);
        return next;
    }

    Optional<byte[]> bytes(Path file) {
        return Optional.ofNullable(names.get(file)).map(inode -> inode.now);
    }

    void put(Path file, byte[] bytes) {
        var inode = names.computeIfAbsent(file, _ -> new Inode());
        inode.now = bytes;
        inode.durable = bytes;
        durableNames.put(file, inode);
    }

    private boolean fails() {
        operation++;
        var fails = faultAt > 0 && (fault == Fault.FAILS_FROM_THEN_ON ? operation >= faultAt : operation == faultAt);
        if (fails && fault == Fault.POWER_CUT) {
            throw new PowerCut();
        }
        return fails;
    }

    private void step() throws IOException {
        if (fails()) {
            throw new IOException("Input/output error");
        }
    }

    private Inode inode(Path file) throws NoSuchFileException {
        var inode = names.get(file);
        if (inode == null) {
            throw new NoSuchFileException(file.toString());
        }
        return inode;
    }

    @Override
    public Optional<byte[]> read(Path file) throws IOException {
        step();
        return bytes(file).map(byte[]::clone);
    }

    @Override
    public void append(Path file, long at, byte[] bytes) throws IOException {
        var inode = names.computeIfAbsent(file, _ -> new Inode());
        try {
            if (fails()) {
                inode.write(at, Arrays.copyOf(bytes, bytes.length / 2));
                throw new IOException("No space left on device");
            }
        } catch (PowerCut cut) {
            inode.write(at, bytes);
            throw cut;
        }
        inode.write(at, bytes);
    }

    @Override
    public void sync(Path file) throws IOException {
        var inode = inode(file);
        if (fails()) {
            inode.dirty.clear();
            throw new IOException("Input/output error");
        }
        inode.sync();
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        step();
        names.put(to, inode(from));
        names.remove(from);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        step();
        durableNames = new HashMap<>(names);
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        names.remove(file);
    }

    @Override
    public long size(Path file) throws IOException {
        step();
        return inode(file).now.length;
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        step();
        return names.keySet().stream()
                .filter(path -> directory.equals(path.getParent()))
                .toList();
    }
}
