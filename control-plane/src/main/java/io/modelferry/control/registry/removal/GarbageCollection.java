package io.modelferry.control.registry.removal;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.registry.ArtifactHolder;
import io.modelferry.control.registry.StoredFiles;
import io.modelferry.control.registry.StoredFiles.StoredFile;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes stored bytes that no holder needs and that nobody put or touched for a while: files of deleted versions, deltas that lead
 * nowhere, acceptance sets without a version, and what a crash left between the file and its row. A holder that fails stops the
 * collection: then nothing is known to be unneeded.
 */
@Service
class GarbageCollection {

    private static final Logger log = LoggerFactory.getLogger(GarbageCollection.class);

    private final StoredFiles files;
    private final ObjectProvider<ArtifactHolder> holders;
    private final TransactionTemplate transaction;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final Duration grace;

    GarbageCollection(
            StoredFiles files,
            ObjectProvider<ArtifactHolder> holders,
            TransactionTemplate transaction,
            AuditTrail audit,
            InstantSource clock,
            ModelferryConfiguration configuration) {
        this.files = files;
        this.holders = holders;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
        this.grace = configuration.registry().collectAfter();
    }

    /**
     * @param dryRun false if the files are gone
     * @param gone what goes, or would go
     */
    record Report(boolean dryRun, List<Line> gone, List<Line> kept) {
        @JsonProperty
        long bytesWon() {
            return gone.stream().mapToLong(Line::lengthBytes).sum();
        }
    }

    /** @param why it goes or stays */
    record Line(ArtifactDigest digest, long lengthBytes, String why) {}

    Report collect(boolean dryRun) throws IOException {
        var before = clock.instant().minus(grace);
        var all = files.all();
        var held = held(all.stream().map(StoredFile::digest).toList());
        var gone = new ArrayList<Line>();
        var kept = new ArrayList<Line>();
        for (var file : all) {
            var why = held.get(file.digest());
            if (why == null && !file.usedAt().isBefore(before)) {
                why = "nobody needs it, but it came less than " + grace + " ago";
            }
            if (why != null) {
                kept.add(new Line(file.digest(), file.lengthBytes(), why));
            } else if (dryRun || remove(file, before)) {
                gone.add(new Line(file.digest(), file.lengthBytes(), "nobody needs it"));
            } else {
                kept.add(new Line(file.digest(), file.lengthBytes(), "somebody began to need it"));
            }
        }
        return new Report(dryRun, List.copyOf(gone), List.copyOf(kept));
    }

    private Map<ArtifactDigest, String> held(Collection<ArtifactDigest> among) {
        var held = new HashMap<ArtifactDigest, String>();
        holders.forEach(holder -> holder.holds(among).forEach(held::putIfAbsent));
        return held;
    }

    private boolean remove(StoredFile file, Instant before) throws IOException {
        var removed = files.remove(
                file.digest(), before, () -> !held(List.of(file.digest())).isEmpty());
        if (removed) {
            transaction.executeWithoutResult(status -> audit.record(
                    "registry.artifact-collected",
                    "artifact",
                    file.digest().hex(),
                    Map.of("lengthBytes", file.lengthBytes())));
            log.info("artifact collected digest={} bytes={}", file.digest().brief(), file.lengthBytes());
        }
        return removed;
    }
}
