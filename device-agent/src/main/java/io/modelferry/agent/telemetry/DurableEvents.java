package io.modelferry.agent.telemetry;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.report.UpdateEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event a line, synced line by line. The file is only ever written behind its last byte that is known to be on the disk, or
 * replaced whole, so neither a full disk nor a power cut touches a line that was kept. What could not be kept waits in memory
 * and is written again with the next event, or by {@link #settle}. Events told twice are the server's to recognise, by boot and
 * number.
 */
public final class DurableEvents implements EventLane {

    private static final Logger LOG = LoggerFactory.getLogger(DurableEvents.class);

    /** JSON that may wait, in bytes: it is held in memory too. */
    private static final long ROOM = 4 << 20;

    /** A file with less than this to win is not written anew, in bytes: flash wears. */
    private static final long WORTH_REPLACING = 64 << 10;

    private record Numbered(UUID boot, long seq) {}

    private record Waiting(UpdateEvent event, byte[] json) {}

    private final LaneDisk disk;
    private final Path directory;
    private final Path file;
    private final long worthReplacing;
    private final List<Waiting> waiting = new ArrayList<>();
    private long waitingBytes;

    /** How many of {@link #waiting} are on the disk: always the first ones. */
    private int kept;

    /** Length up to which the file is as it should be. */
    private long goodBytes;

    /** Whether the directory is known to name the file. */
    private boolean named;

    /** A lane that cannot be read is put aside, and a new one begun: whoever answers requests must start. */
    public DurableEvents(LaneDisk disk, Path directory) {
        this(disk, directory, WORTH_REPLACING);
    }

    DurableEvents(LaneDisk disk, Path directory, long worthReplacing) {
        this.disk = disk;
        this.worthReplacing = worthReplacing;
        this.directory = directory;
        this.file = directory.resolve("events.log");
        try {
            readBack(disk.read(file).orElse(new byte[0]));
        } catch (IOException e) {
            LOG.error("events of before cannot be read: {}", e.getMessage());
            putAside();
        }
    }

    private void readBack(byte[] bytes) {
        var read = CheckedLines.read(bytes);
        var damaged = read.damaged();
        var known = new HashSet<Numbered>();
        for (var json : read.documents()) {
            try {
                var event = ProtocolJson.read(json, UpdateEvent.class);
                if (known.add(new Numbered(event.boot(), event.seq()))) {
                    wait(event, json);
                }
            } catch (MalformedMessage unreadable) {
                damaged++;
            }
        }
        if (damaged > 0) {
            LOG.warn("{} events were not written whole and are dropped", damaged);
        }
        kept = waiting.size();
        goodBytes = read.wholeBytes();
    }

    private void putAside() {
        try {
            disk.move(file, file.resolveSibling(file.getFileName() + ".unreadable"));
        } catch (IOException e) {
            LOG.error("they could not be put aside either: {}", e.getMessage());
        }
    }

    @Override
    public synchronized void append(UpdateEvent event) {
        wait(event, ProtocolJson.write(event));
        settle();
    }

    private void wait(UpdateEvent event, byte[] json) {
        waiting.add(new Waiting(event, json));
        waitingBytes += json.length;
    }

    @Override
    public synchronized void settle() {
        try {
            if (kept < waiting.size()) {
                var missing = lines(waiting.subList(kept, waiting.size()));
                disk.append(file, goodBytes, missing);
                disk.sync(file);
                goodBytes += missing.length;
                kept = waiting.size();
                name();
            }
        } catch (IOException e) {
            // they still go out from memory; only a power cut before that loses them
            LOG.error("events cannot be kept on the disk, {} are in memory: {}", waiting.size(), e.getMessage());
        }
    }

    private void name() throws IOException {
        if (!named) {
            disk.syncDirectory(directory);
            named = true;
        }
    }

    private static byte[] lines(List<Waiting> some) {
        return CheckedLines.lines(some.stream().map(Waiting::json).toList());
    }

    @Override
    public synchronized boolean hasRoom() {
        return waitingBytes < ROOM;
    }

    @Override
    public synchronized List<UpdateEvent> pending() {
        return waiting.stream().map(Waiting::event).toList();
    }

    @Override
    public synchronized void forget(UUID boot, long upToSeq) {
        var before = waiting.size();
        for (var i = waiting.size() - 1; i >= 0; i--) {
            var event = waiting.get(i).event();
            if (event.boot().equals(boot) && event.seq() <= upToSeq) {
                waitingBytes -= waiting.remove(i).json().length;
                kept -= i < kept ? 1 : 0;
            }
        }
        if (waiting.size() < before) {
            reclaim();
        }
    }

    /** Nothing rests on this: what stays on the disk is told again after a restart. */
    private void reclaim() {
        try {
            if (waiting.isEmpty()) {
                disk.append(file, 0, new byte[0]); // not synced: either length is right
                goodBytes = 0;
            } else if (goodBytes - waitingBytes > Math.max(worthReplacing, waitingBytes)) {
                replace();
            }
        } catch (IOException e) {
            LOG.warn("acknowledged events stay on disk and will be told again: {}", e.getMessage());
        }
    }

    /** What waits goes into a new file that takes the old one's place, whole or not at all. */
    private void replace() throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        var all = lines(waiting);
        disk.append(fresh, 0, all);
        disk.sync(fresh);
        disk.move(fresh, file);
        named = false;
        goodBytes = all.length;
        kept = waiting.size();
        name();
    }
}
