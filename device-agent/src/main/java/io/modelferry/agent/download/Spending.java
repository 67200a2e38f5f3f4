package io.modelferry.agent.download;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What downloads have spent of the device's line to the server: bytes of the UTC day over all models, kept across restarts, and
 * the pace. What a site cache gives is not counted; neither are messages of the control line, nor goals that are polled for.
 * <p>Bytes are put down before they come, some ahead, so a power cut can only make the day look more expensive than it was.
 */
public final class Spending {

    /** Waits; a test moves its clock instead. */
    @FunctionalInterface
    interface Pause {
        void nanos(long nanos) throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Spending.class);

    /** Put down ahead: a share of the day's bytes, so that a file is not saved with every packet. */
    private static final long AHEAD_SHARE = 64;

    private static final long AHEAD_LEAST = 256 << 10;
    private static final long AHEAD_MOST = 8 << 20;

    private final AgentFs fs;
    private final Path folder;
    private final Path file;
    private final InstantSource clock;
    private final Ticks ticks;
    private final Pause pause;
    private @Nullable SpentDay spent;
    private @Nullable SpentDay saved;
    private long paidUntil;

    /** @param folder where the day's count is kept, in {@code spending} */
    public Spending(AgentFs fs, Path folder, InstantSource clock, Ticks ticks) {
        this(fs, folder, clock, ticks, TimeUnit.NANOSECONDS::sleep);
    }

    Spending(AgentFs fs, Path folder, InstantSource clock, Ticks ticks, Pause pause) {
        this.fs = fs;
        this.folder = folder;
        this.file = folder.resolve("spending");
        this.clock = clock;
        this.ticks = ticks;
        this.pause = pause;
        this.paidUntil = ticks.nanos();
    }

    /** The time of the day, UTC. */
    LocalTime time() {
        return clock.instant().atOffset(ZoneOffset.UTC).toLocalTime();
    }

    /** Bytes that came today. */
    synchronized long today() throws UpdateFailure {
        return day().bytes();
    }

    /** Counts bytes that have come. */
    synchronized void count(long bytes) throws UpdateFailure {
        spent = day().plus(bytes);
    }

    /** Before bytes are asked for: a power cut from now on finds them put down, up to the day's limit. */
    synchronized void putDown(long bytesPerDay) throws UpdateFailure {
        var now = day();
        var ahead = Math.clamp(bytesPerDay / AHEAD_SHARE, AHEAD_LEAST, AHEAD_MOST);
        if (saved == null
                || saved.day() != now.day()
                || saved.bytes() < Math.min(bytesPerDay, now.bytes() + ahead / 2)) {
            save(new SpentDay(now.day(), Math.max(now.bytes(), Math.min(bytesPerDay, now.bytes() + ahead))));
        }
    }

    /** A download has ended: the exact count is put down. */
    synchronized void settle() {
        try {
            var now = day();
            if (!now.equals(saved)) {
                save(now);
            }
        } catch (UpdateFailure e) {
            LOG.warn("the day's bytes are not put down: {}", e.detail());
        }
    }

    /** How long the line has to rest after {@code bytes}; a pause in between earns no more than a second's worth. */
    synchronized long restNanos(long bytes, long bytesPerSecond) {
        var now = ticks.nanos();
        var second = TimeUnit.SECONDS.toNanos(1);
        var from = paidUntil - (now - second) > 0 ? paidUntil : now - second;
        paidUntil = from + (long) ((double) bytes / bytesPerSecond * second);
        return paidUntil - now;
    }

    void rest(long nanos) throws UpdateFailure {
        try {
            pause.nanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpdateFailure(FailureCode.INTERRUPTED, "download stopped");
        }
    }

    private SpentDay day() throws UpdateFailure {
        var today = Math.floorDiv(clock.instant().getEpochSecond(), TimeUnit.DAYS.toSeconds(1));
        var now = (spent == null ? kept(today) : spent).at(today);
        spent = now;
        return now;
    }

    /** A count that cannot be read counts as a day spent: the next one begins anew. */
    private SpentDay kept(long today) throws UpdateFailure {
        try {
            var bytes = fs.read(file);
            if (bytes.isEmpty()) {
                return new SpentDay(today, 0);
            }
            var kept = SpentDay.decode(bytes.get());
            kept.ifPresent(day -> saved = day);
            return kept.orElseGet(() -> new SpentDay(today, Long.MAX_VALUE / 2));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void save(SpentDay day) throws UpdateFailure {
        var incoming = folder.resolve("spending.new");
        try {
            fs.write(incoming, day.encode());
            fs.sync(incoming);
            fs.move(incoming, file);
            fs.syncDirectory(folder);
        } catch (IOException e) {
            throw failed(e);
        }
        saved = day;
    }

    private static UpdateFailure failed(IOException e) {
        return new UpdateFailure(FailureCode.STORAGE_FAILED, "the day's bytes are not kept: " + e.getMessage(), e);
    }
}
