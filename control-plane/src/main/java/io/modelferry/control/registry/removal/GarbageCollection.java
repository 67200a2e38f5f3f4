package io.modelferry.control.registry.removal;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.registry.ArtifactHolder;
import io.modelferry.control.registry.StoredFiles;
import io.modelferry.control.registry.StoredFiles.StoredFile;
import io.modelferry.control.registry.removal.Collected.Line;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.Spoken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes stored bytes that no holder has needed for the time of grace: files of deleted versions, deltas that lead nowhere, acceptance sets
 * without a version, and what a crash left between a file and its row. A file is marked when it is first seen unneeded, and removed when the
 * mark is old and everybody has been asked again. A holder that fails stops the collection: then nothing is known to be unneeded.
 *
 * <p>No row needs the bytes when they go, so a crash leaves none that points to nothing. One that comes after the removal and before the audit
 * row leaves the mark, and the next look writes the row.
 */
@Service
class GarbageCollection {

    private static final Logger log = LoggerFactory.getLogger(GarbageCollection.class);

    /** Files that are asked about and removed while nobody can put any. */
    private static final int BATCH = 100;

    private final StoredFiles files;
    private final UnneededMarks marks;
    private final ObjectProvider<ArtifactHolder> holders;
    private final TransactionTemplate transaction;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final Duration grace;

    GarbageCollection(
            StoredFiles files,
            UnneededMarks marks,
            ObjectProvider<ArtifactHolder> holders,
            TransactionTemplate transaction,
            AuditTrail audit,
            InstantSource clock,
            ModelferryConfiguration configuration) {
        this.files = files;
        this.marks = marks;
        this.holders = holders;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
        this.grace = configuration.registry().collectAfter();
    }

    @Scheduled(cron = "0 23 * * * *", zone = "UTC")
    void byItself() throws IOException {
        collect();
    }

    /** What {@link #collect} would do just now; changes nothing. */
    synchronized Collected dryRun() throws IOException {
        var look = look();
        return look.report(true, look.due);
    }

    synchronized Collected collect() throws IOException {
        var look = look();
        mark(look);
        var gone = new HashSet<ArtifactDigest>();
        for (var start = 0; start < look.due.size(); start += BATCH) {
            gone.addAll(remove(look.due.subList(start, Math.min(look.due.size(), start + BATCH)), look.before()));
        }
        var report = look.report(
                false,
                look.due.stream().filter(file -> gone.contains(file.digest())).toList());
        log.info(
                "garbage collected files={} bytes={} bytesWaiting={} bytesKept={}",
                gone.size(),
                report.bytesWon(),
                report.bytesWaiting(),
                report.bytesKept());
        return report;
    }

    private Look look() throws IOException {
        var all = files.all();
        var held = held(all.stream().map(StoredFile::digest).toList());
        return new Look(clock.instant().truncatedTo(ChronoUnit.MICROS), all, held, marks.all());
    }

    private Map<ArtifactDigest, String> held(Collection<ArtifactDigest> among) {
        var held = new HashMap<ArtifactDigest, String>();
        holders.forEach(holder -> holder.holds(among).forEach(held::putIfAbsent));
        return held;
    }

    private void mark(Look look) throws IOException {
        for (var file : look.unneeded) {
            if (!look.marked.containsKey(file.digest())) {
                marks.set(file.digest(), look.now);
            }
        }
        var there = look.all.stream().map(StoredFile::digest).collect(Collectors.toSet());
        for (var marked : look.marked.keySet()) {
            if (!there.contains(marked)) {
                transaction.executeWithoutResult(status -> audit(marked, "a crash came before this was written"));
                marks.clear(marked);
            } else if (look.held.containsKey(marked)) {
                marks.clear(marked);
            }
        }
    }

    /** The transaction is open before the store is locked: nobody who holds the last connection can wait for it there. */
    private Set<ArtifactDigest> remove(List<StoredFile> due, Instant before) throws IOException {
        var digests = due.stream().map(StoredFile::digest).toList();
        var gone = transaction.execute(status -> {
            try {
                var removed = files.remove(digests, before, old -> held(old).keySet());
                removed.forEach(digest -> audit(digest, "nobody needed it for " + Spoken.of(grace)));
                return removed;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        for (var digest : digests) {
            marks.clear(digest); // one that stayed begins anew
        }
        return gone == null ? Set.of() : gone;
    }

    private void audit(ArtifactDigest digest, String why) {
        audit.record("registry.artifact-collected", "artifact", digest.hex(), Map.of("why", why));
    }

    /** The store at one moment, sorted into what goes, waits and stays. */
    private final class Look {

        private final Instant now;
        private final List<StoredFile> all;
        private final Map<ArtifactDigest, String> held;
        private final Map<ArtifactDigest, Instant> marked;
        private final List<StoredFile> unneeded;
        private final List<StoredFile> due;

        Look(Instant now, List<StoredFile> all, Map<ArtifactDigest, String> held, Map<ArtifactDigest, Instant> marked) {
            this.now = now;
            this.all = all;
            this.held = held;
            this.marked = marked;
            this.unneeded = all.stream()
                    .filter(file -> !held.containsKey(file.digest()))
                    .toList();
            this.due =
                    unneeded.stream().filter(file -> goesAt(file).isBefore(now)).toList();
        }

        /** What came or was named again since then stays. */
        Instant before() {
            return now.minus(grace);
        }

        Instant goesAt(StoredFile file) {
            var since = marked.getOrDefault(file.digest(), now);
            return (since.isAfter(file.usedAt()) ? since : file.usedAt()).plus(grace);
        }

        Collected report(boolean dryRun, List<StoredFile> gone) {
            var goes = Set.copyOf(gone);
            var lines = new ArrayList<Line>();
            var waiting = new ArrayList<Line>();
            for (var file : unneeded) {
                if (goes.contains(file)) {
                    lines.add(line(file, "nobody has needed it for " + Spoken.of(grace)));
                } else if (goesAt(file).isBefore(now)) {
                    waiting.add(line(file, "somebody began to need it just now"));
                } else {
                    waiting.add(line(
                            file, "nobody needs it; goes after " + goesAt(file).truncatedTo(ChronoUnit.SECONDS)));
                }
            }
            var kept = all.stream()
                    .filter(file -> held.containsKey(file.digest()))
                    .map(file -> line(file, held.getOrDefault(file.digest(), "")))
                    .toList();
            return new Collected(dryRun, lines, waiting, kept);
        }

        private static Line line(StoredFile file, String why) {
            return new Line(file.digest(), file.lengthBytes(), why);
        }
    }
}
