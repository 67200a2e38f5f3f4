package io.modelferry.agent.slots;

import io.modelferry.agent.update.DeviceState;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code last-good}: what the state comes down to ({@link DeviceState#essence}), for the day when both state files are
 * lost. Written only when one of those facts changes, after the state that says so is durable; so it may be a little older than
 * the state, never newer. A failure to write it fails nothing.
 */
final class LastGood {

    private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);

    private final AgentFs fs;
    private final Path directory;
    private final Path file;
    private final Path incoming;
    private @Nullable DeviceState held;

    LastGood(AgentFs fs, Path directory) {
        this.fs = fs;
        this.directory = directory;
        this.file = directory.resolve("last-good");
        this.incoming = directory.resolve("last-good.new");
    }

    /** Its number is that of the state it was made of. */
    Path file() {
        return file;
    }

    /** What was found in the file, null if nothing usable. */
    void holds(@Nullable StateFrame found) {
        held = found == null ? null : found.state();
    }

    void keep(StateFrame saved) {
        var essence = saved.state().essence();
        if (essence.equals(held)) {
            return;
        }
        try {
            fs.write(incoming, new StateFrame(saved.number(), essence).encode());
            fs.sync(incoming);
            fs.move(incoming, file);
            fs.syncDirectory(directory);
            held = essence;
        } catch (IOException e) {
            held = null;
            LOG.warn("the file last-good stays behind the state: {}", e.getMessage());
        }
    }
}
