package io.modelferry.cli.bench.agent;

import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Medians;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.bench.WorkFolder;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.tuf.Hashes;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.MetaFile;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Metadata.Head;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Snapshot;
import io.modelferry.protocol.tuf.TargetFile;
import io.modelferry.protocol.tuf.Targets;
import io.modelferry.protocol.tuf.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Refreshes a device's metadata from a repository of ten thousand targets, everything new to it, in the package's own heap. */
final class MetadataBench {

    private static final int TARGETS = 10_000;
    private static final String HEAP = "96m";
    private static final int WARM = 40;

    private final Path agentPackage;
    private final WorkFolder work;
    private final InstantSource clock;
    private final Steps steps;

    MetadataBench(Path agentPackage, WorkFolder work, InstantSource clock, Steps steps) {
        this.agentPackage = agentPackage;
        this.work = work;
        this.clock = clock;
        this.steps = steps;
    }

    Figure run(int runs) throws IOException {
        steps.now("signing %,d targets".formatted(TARGETS));
        var repository = Files.createDirectories(work.file("metadata"));
        var bytes = publish(repository);
        var cold = new ArrayList<Double>();
        var warm = new ArrayList<Double>();
        for (var run = 1; run <= runs; run++) {
            steps.now("refreshing metadata, run %d of %d".formatted(run, runs));
            cold.add(millis(repository, "cold-" + run, 1));
            warm.add(millis(repository, "warm-" + run, WARM));
        }
        return Figure.atMost(
                "metadataRefresh",
                "metadata refresh, %,d targets, all new, CPU, in -Xmx%s".formatted(TARGETS, HEAP),
                warm,
                "ms",
                50,
                "%.1f MB of metadata read, verified and stored, the %dth time in a process; the first time %s ms"
                        .formatted(bytes / 1e6, WARM, Figure.number(Medians.of(cold))));
    }

    private double millis(Path repository, String store, int times) throws IOException {
        return SmallJvm.number(agentPackage, work, HEAP, SmallJvm.REFRESH_TIMES, repository, work.file(store), times)
                / 1e6;
    }

    /** @return how long the targets' document is */
    private int publish(Path repository) throws IOException {
        var key = SigningKey.generate();
        var head = new Head(1, clock.instant().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS));
        var files = new HashMap<String, TargetFile>();
        var names = new Random(8);
        var digest = new byte[32];
        for (var i = 0; i < TARGETS; i++) {
            names.nextBytes(digest);
            var model = ArtifactDigest.of(digest);
            files.put("models/" + model + ".onnx", target(model, i));
        }
        var targets = Signed.of(new Targets(head, files, null, JsonObject.EMPTY), List.of(key));
        var meta = Map.of(MetaFile.pathOf(Metadata.TARGETS), MetaFile.of(targets));
        var snapshot = Signed.of(new Snapshot(head, meta, JsonObject.EMPTY), List.of(key));
        var timestamp = Signed.of(new Timestamp(head, MetaFile.of(snapshot), JsonObject.EMPTY), List.of(key));
        Files.write(
                repository.resolve("1.root.json"),
                Signed.of(root(head, Key.of(key.publicHalf())), List.of(key)).bytes());
        Files.write(repository.resolve("1.targets.json"), targets.bytes());
        Files.write(repository.resolve("1.snapshot.json"), snapshot.bytes());
        Files.write(repository.resolve("timestamp.json"), timestamp.bytes());
        return targets.bytes().length;
    }

    private static Root root(Head head, Key key) {
        var roles = new HashMap<String, RoleKeys>();
        Metadata.TOP_LEVEL.forEach(role -> roles.put(role, new RoleKeys(List.of(key), 1)));
        return new Root(head, true, Map.of(key.id(), key), roles, JsonObject.EMPTY);
    }

    private static TargetFile target(ArtifactDigest digest, int number) {
        var custom = JsonObject.builder()
                .put("model", "meter-reader")
                .put("version", String.valueOf(number))
                .put("variant", "int8-dynamic")
                .put("release_counter", number)
                .put("min_counter", 3)
                .put("opset", 17)
                .build();
        return new TargetFile(1_000_000 + number, Hashes.of(digest), custom);
    }
}
