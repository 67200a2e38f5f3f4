package io.modelferry.agent.telemetry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Windows in memory, and behind them a ring of files for what {@link #save} found still waiting: while the line is up nothing is
 * written at all. A file is read back whole, oldest first, and deleted when the last of its windows is delivered, so a restart in
 * between sends some of them twice; the server counts a numbered window once. Files are not synced: a power cut costs the
 * windows of the last seconds before it, never the ones of the days before.
 */
public final class DiskWindows implements WindowQueue {

    private static final Logger LOG = LoggerFactory.getLogger(DiskWindows.class);
    private static final int FILES = 16;
    private static final String PREFIX = "windows-";

    private final LaneDisk disk;
    private final Path directory;
    private final long limitBytes;
    private final long fileLimitBytes;

    /** Length of each file by its number; those in {@link #unsent} have been read back already. */
    private final TreeMap<Long, Long> files = new TreeMap<>();

    private final Map<Long, Integer> unsent = new HashMap<>();
    private final Deque<Taken> readBack = new ArrayDeque<>();
    private final Deque<byte[]> fresh = new ArrayDeque<>();
    private long fileBytes;
    private long freshBytes;
    private long lastFile;
    private long writing;
    private long lost;

    /**
     * @param directory of this queue alone
     * @param limitBytes of what waits; an eighth of it may be in memory, if the disk takes nothing
     */
    public DiskWindows(LaneDisk disk, Path directory, long limitBytes) {
        this.disk = disk;
        this.directory = directory;
        this.limitBytes = limitBytes;
        this.fileLimitBytes = limitBytes / FILES;
        try {
            find();
        } catch (IOException | NumberFormatException e) {
            LOG.warn("windows of before cannot be read: {}", e.getMessage());
        }
    }

    private void find() throws IOException {
        for (var file : disk.list(directory)) {
            var name = file.getFileName().toString();
            if (name.startsWith(PREFIX)) {
                lastFile = Long.parseLong(name.substring(PREFIX.length()));
                var length = disk.size(file);
                files.put(lastFile, length);
                fileBytes += length;
            }
        }
        lost = disk.read(counter())
                .map(CheckedLines::read)
                .map(DiskWindows::count)
                .orElse(0L);
    }

    private static long count(CheckedLines.Read read) {
        return read.documents().isEmpty()
                ? 0
                : Long.parseLong(new String(read.documents().getLast(), StandardCharsets.US_ASCII));
    }

    private Path counter() {
        return directory.resolve("lost");
    }

    private Path file(long number) {
        return directory.resolve(PREFIX + "%08d".formatted(number));
    }

    @Override
    public synchronized void add(byte[] window) {
        fresh.add(window);
        freshBytes += window.length;
        if (freshBytes > fileLimitBytes) {
            save();
        }
        bound();
    }

    private void bound() {
        var before = lost;
        while (fileBytes + freshBytes > limitBytes && !files.isEmpty()) {
            lost += drop(files.firstKey());
        }
        while (freshBytes > 2 * fileLimitBytes) {
            freshBytes -= fresh.remove().length;
            lost++;
        }
        if (lost > before) {
            LOG.warn("offline for too long: {} windows dropped so far", lost);
            writeCounter();
        }
    }

    private int drop(long number) {
        var gone = unsent.containsKey(number) ? dropReadBack(number) : countIn(number);
        delete(number);
        return gone;
    }

    private int countIn(long number) {
        try {
            return inFile(number).documents().size();
        } catch (IOException e) {
            return 1; // at least
        }
    }

    private int dropReadBack(long number) {
        var before = readBack.size();
        readBack.removeIf(taken -> taken.segment() == number);
        return before - readBack.size();
    }

    private CheckedLines.Read inFile(long number) throws IOException {
        return CheckedLines.read(disk.read(file(number)).orElse(new byte[0]));
    }

    private void delete(long number) {
        letGo(number);
        try {
            disk.delete(file(number));
        } catch (IOException e) {
            // the next start finds it, and sends it again
            LOG.warn("sent windows stay on the disk: {}", e.getMessage());
        }
    }

    private void letGo(long number) {
        var length = files.remove(number);
        fileBytes -= length == null ? 0 : length;
        unsent.remove(number);
    }

    /** Synced, unlike the windows: it changes once a file. */
    private void writeCounter() {
        var incoming = directory.resolve("lost.new");
        try {
            disk.append(incoming, 0, CheckedLines.line(Long.toString(lost).getBytes(StandardCharsets.US_ASCII)));
            disk.sync(incoming);
            disk.move(incoming, counter());
        } catch (IOException e) {
            LOG.warn("the count of dropped windows is in memory only: {}", e.getMessage());
        }
    }

    @Override
    public synchronized @Nullable Taken take() {
        for (var next = oldestUnread(); readBack.isEmpty() && next != null; next = oldestUnread()) {
            readBack(next);
        }
        if (!readBack.isEmpty()) {
            return readBack.remove();
        }
        var window = fresh.poll();
        if (window == null) {
            return null;
        }
        freshBytes -= window.length;
        return new Taken(Taken.MEMORY, window);
    }

    private @Nullable Long oldestUnread() {
        return files.keySet().stream()
                .filter(number -> !unsent.containsKey(number))
                .findFirst()
                .orElse(null);
    }

    private void readBack(long number) {
        try {
            var read = inFile(number);
            lost += read.damaged();
            read.documents().forEach(window -> readBack.add(new Taken(number, window)));
            unsent.put(number, read.documents().size());
            if (read.documents().isEmpty()) {
                delete(number);
            }
        } catch (IOException e) {
            LOG.warn("windows cannot be read, the next start tries again: {}", e.getMessage());
            letGo(number);
        }
    }

    @Override
    public synchronized void delivered(Taken taken) {
        var left = unsent.computeIfPresent(taken.segment(), (_, before) -> before - 1);
        if (left != null && left == 0) {
            delete(taken.segment());
        }
    }

    @Override
    public synchronized void returned(Taken taken) {
        if (taken.segment() == Taken.MEMORY) {
            fresh.addFirst(taken.window());
            freshBytes += taken.window().length;
        } else if (files.containsKey(taken.segment())) {
            readBack.addFirst(taken);
        } else {
            lost++; // its file was dropped while it was on its way
        }
    }

    @Override
    public synchronized void save() {
        while (!fresh.isEmpty()) {
            var number = fileToWrite();
            var length = files.getOrDefault(number, 0L);
            var batch = batch(fileLimitBytes - length);
            var lines = CheckedLines.lines(batch);
            try {
                disk.append(file(number), length, lines);
            } catch (IOException e) {
                LOG.warn("windows are in memory only: {}", e.getMessage());
                return;
            }
            files.put(number, length + lines.length);
            fileBytes += lines.length;
            batch.forEach(_ -> freshBytes -= fresh.remove().length);
        }
        bound();
    }

    /** Never one that was read back, nor one of an earlier run: its last line may be torn. */
    private long fileToWrite() {
        var length = files.get(writing);
        if (length == null || length >= fileLimitBytes || unsent.containsKey(writing)) {
            lastFile++;
            writing = lastFile;
        }
        return writing;
    }

    private List<byte[]> batch(long roomBytes) {
        var batch = new ArrayList<byte[]>();
        var room = roomBytes;
        for (var window : fresh) {
            if (room <= 0) {
                break;
            }
            batch.add(window);
            room -= window.length;
        }
        return batch;
    }

    @Override
    public synchronized long lost() {
        return lost;
    }
}
