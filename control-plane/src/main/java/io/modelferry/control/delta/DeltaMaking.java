package io.modelferry.control.delta;

import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.WorkQueue;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.trust.SignedDeltas;
import io.modelferry.delta.DeltaException;
import io.modelferry.delta.apply.DeltaApplier;
import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeltaHop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/**
 * Computes one delta, replays it with the code that devices run, and offers it if it is worth sending. Runs in the transaction
 * that holds the work: the end of the pair and the end of the work are one commit.
 */
@Service
class DeltaMaking implements WorkQueue.Doing {

    private static final Logger log = LoggerFactory.getLogger(DeltaMaking.class);

    private final PairRows pairs;
    private final Sections sections;
    private final Artifacts artifacts;
    private final SignedDeltas signed;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;
    private final Path workbench;
    private final double maxShare;

    DeltaMaking(
            PairRows pairs,
            Sections sections,
            Artifacts artifacts,
            SignedDeltas signed,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock,
            DataFolder data,
            ModelferryConfiguration configuration) {
        this.pairs = pairs;
        this.sections = sections;
        this.artifacts = artifacts;
        this.signed = signed;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        this.workbench = data.folder("work");
        this.maxShare = configuration.delta().maxShare();
    }

    @Override
    public void work(long id) throws IOException, DeltaException {
        var pair = pairs.findById(id).orElseThrow();
        if (!pair.isPending()) {
            return;
        }
        var patch =
                workbench.resolve("pair-" + id + ".delta"); // a crash leaves one at most, the next attempt replaces it
        try {
            end(pair, computeAndReplay(pair, patch), patch);
        } finally {
            Files.deleteIfExists(patch);
        }
    }

    @Override
    public void giveUp(long id, String reason) {
        pairs.findById(id).filter(Pair::isPending).ifPresent(pair -> {
            pair.fail(reason, clock.instant());
            logEnd(pair);
        });
    }

    private Measured computeAndReplay(Pair pair, Path patch) throws IOException, DeltaException {
        var base = artifacts.localFile(pair.base());
        var started = System.nanoTime();
        var report = new DeltaGenerator().generate(base, artifacts.localFile(pair.target()), patch);
        var generated = System.nanoTime();
        replay(pair, base, patch);
        return new Measured(
                new ArtifactDigest(report.patch().hex()),
                report.patchBytes(),
                Duration.ofNanos(generated - started),
                Duration.ofNanos(System.nanoTime() - generated),
                report.sections());
    }

    private void replay(Pair pair, Path base, Path patch) throws IOException, DeltaException {
        var result = patch.resolveSibling(patch.getFileName() + ".result");
        try {
            var applied = new DeltaApplier().apply(base, patch, result);
            if (!applied.target().hex().equals(pair.target().hex())) {
                throw new IllegalStateException("the delta makes " + applied.target() + " instead of " + pair.target());
            }
        } finally {
            Files.deleteIfExists(result);
        }
    }

    private void end(Pair pair, Measured measured, Path patch) throws IOException {
        var targetBytes = artifacts.length(pair.target());
        if (measured.lengthBytes() > targetBytes * maxShare) {
            pair.decline(measured, tooLong(measured.lengthBytes(), targetBytes), clock.instant());
        } else {
            artifacts.adopt(patch);
            pair.ready(measured, clock.instant());
            sections.save(pair.id(), measured.sections());
            signed.add(new DeltaHop(pair.base(), pair.target(), targetBytes, measured.delta(), measured.lengthBytes()));
            audit.record(
                    "delta.offered",
                    "delta",
                    measured.delta().hex(),
                    Map.of(
                            "base", pair.base().hex(),
                            "target", pair.target().hex(),
                            "lengthBytes", measured.lengthBytes()));
            events.publishEvent(new DeltaReady(pair.base(), pair.target(), measured.delta(), measured.lengthBytes()));
        }
        logEnd(pair);
    }

    private String tooLong(long deltaBytes, long targetBytes) {
        return String.format(
                Locale.ROOT,
                "it has %.1f %% of the full file, at most %.1f %% is worth sending",
                100.0 * deltaBytes / targetBytes,
                100 * maxShare);
    }

    private static void logEnd(Pair pair) {
        var view = pair.pairView();
        log.info(
                "delta {} base={} target={} bytes={} of={} generateMillis={} applyMillis={} reason={}",
                view.status(),
                view.base().brief(),
                view.target().brief(),
                view.lengthBytes(),
                view.targetBytes(),
                view.generateMillis(),
                view.applyMillis(),
                view.reason());
    }
}
