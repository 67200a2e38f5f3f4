package io.modelferry.agent.telemetry;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.report.UpdateEvent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON event a line, synced line by line. A line cut short by a power loss was never told to anybody and is dropped. When
 * everything is acknowledged the file is emptied; events told twice are the server's to recognise, by boot and number.
 */
public final class DurableEvents implements EventLane, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DurableEvents.class);

    private final RandomAccessFile file;
    private final List<UpdateEvent> waiting = new ArrayList<>();

    /** @throws IOException if the file cannot be opened */
    public DurableEvents(Path path) throws IOException {
        if (Files.exists(path)) {
            read(Files.readString(path, StandardCharsets.UTF_8));
        }
        this.file = new RandomAccessFile(path.toFile(), "rw");
        rewrite();
    }

    private void read(String lines) {
        for (var line : lines.split("\n")) {
            try {
                if (!line.isBlank()) {
                    waiting.add(ProtocolJson.read(line.getBytes(StandardCharsets.UTF_8), UpdateEvent.class));
                }
            } catch (MalformedMessage torn) {
                LOG.warn("an event was not written whole and is dropped");
            }
        }
    }

    private void rewrite() throws IOException {
        var all = new StringBuilder();
        waiting.forEach(event -> all.append(line(event)));
        file.setLength(0);
        file.seek(0);
        file.write(all.toString().getBytes(StandardCharsets.UTF_8));
        file.getFD().sync();
    }

    @Override
    public synchronized void append(UpdateEvent event) {
        waiting.add(event);
        try {
            file.seek(file.length());
            file.write(line(event).getBytes(StandardCharsets.UTF_8));
            file.getFD().sync();
        } catch (IOException e) {
            // the event still goes out from memory; only a power cut before that loses it
            LOG.error("an event could not be kept on disk: {}", e.getMessage());
        }
    }

    @Override
    public synchronized List<UpdateEvent> pending() {
        return List.copyOf(waiting);
    }

    @Override
    public synchronized void forget(UUID boot, long upToSeq) {
        var changed = waiting.removeIf(event -> event.boot().equals(boot) && event.seq() <= upToSeq);
        if (!changed || !waiting.isEmpty()) {
            return;
        }
        try {
            file.setLength(0);
            file.getFD().sync();
        } catch (IOException e) {
            LOG.warn("acknowledged events stay on disk and will be told again: {}", e.getMessage());
        }
    }

    private static String line(UpdateEvent event) {
        return new String(ProtocolJson.write(event), StandardCharsets.UTF_8) + "\n";
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
