package io.modelferry.cli.bench.agent;

import io.modelferry.agent.rehearsal.RehearsalPlane;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.bench.WorkFolder;
import io.modelferry.delta.Sha256;
import io.modelferry.protocol.goal.DeltaOffer;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Kills an agent at random moments of updates and looks at what the next start makes of it. Goals go from version to version, by delta or
 * as the whole file; one kill in four falls into the start itself.
 *
 * <p>After each kill: the next start answers with the old model or the new one in time; the file of the one that answers hashes to the
 * digest it is named by; the folder stays within its budget. At the end: of every start the events are there without a gap, and what came
 * twice is the same.
 */
final class KillBench {

    private static final Duration BOOT_LIMIT = Duration.ofSeconds(20);
    private static final Duration START = Duration.ofMillis(700);
    private static final Duration DRAIN = Duration.ofSeconds(60);
    private static final long SLACK_BYTES = 2 << 20;

    /** @param seed of the moments */
    record Plan(Path agentPackage, int kills, long seed) {}

    private final Plan plan;
    private final RehearsalPlane plane;
    private final KilledVersions versions;
    private final Steps steps;
    private final Path device;
    private final SplittableRandom random;
    private final Map<String, Integer> moments = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private Duration update = Duration.ZERO;
    private Duration slowest = Duration.ZERO;
    private long mostDisk;

    private KillBench(Plan plan, RehearsalPlane plane, KilledVersions versions, Path device, Steps steps) {
        this.plan = plan;
        this.plane = plane;
        this.versions = versions;
        this.device = device;
        this.steps = steps;
        this.random = new SplittableRandom(plan.seed());
    }

    static KillResult run(Plan plan, WorkFolder work, InstantSource clock, Steps steps) throws IOException {
        try (var plane = new RehearsalPlane(clock)) {
            steps.now("writing the versions");
            var versions = new KilledVersions(plane, work);
            return new KillBench(plan, plane, versions, work.file("device"), steps).run();
        } finally {
            steps.end();
        }
    }

    private KillResult run() throws IOException {
        steps.now("installing the first versions");
        try (var agent = start()) {
            confirm(agent);
            versions.advance();
            var began = System.nanoTime();
            confirm(agent);
            update = Duration.ofNanos(System.nanoTime() - began);
        }
        for (var kill = 1; kill <= plan.kills(); kill++) {
            steps.now("kill %d of %d, %d violations".formatted(kill, plan.kills(), violations.size()));
            killOnce(kill);
        }
        finish();
        return result();
    }

    private BenchedAgent start() throws IOException {
        return BenchedAgent.start(plan.agentPackage(), plane, device);
    }

    /** The current version, to the end of its update. */
    private void confirm(BenchedAgent agent) throws IOException {
        var generation = plane.want(versions.current(), versions.currentDeltas(), AgentBench.SHORT);
        var came = plane.await(
                DRAIN,
                () -> plane.events().stream()
                        .anyMatch(event -> event.generation() == generation && event.state() == UpdateState.CONFIRMED));
        agent.require(came, "end an update");
    }

    private void killOnce(int kill) throws IOException {
        var agent = start();
        try {
            if (random.nextInt(4) == 0) {
                goal();
                AgentBench.pause(upTo(START));
            } else {
                awaitOldOrNew(agent, kill);
                agent.awaitConnected();
                goal();
                AgentBench.pause(upTo(update.multipliedBy(5).dividedBy(4)));
            }
        } finally {
            agent.kill();
        }
        moments.merge(lastEvent(), 1, Integer::sum);
        requireBudget(kill);
    }

    private Duration upTo(Duration most) {
        return Duration.ofNanos(random.nextLong(most.toNanos()));
    }

    /** The next version, with or without deltas; sometimes the same again. */
    private void goal() {
        if (random.nextInt(4) > 0) {
            versions.advance();
        }
        var deltas = random.nextBoolean() ? versions.currentDeltas() : List.<DeltaOffer>of();
        plane.want(versions.current(), deltas, AgentBench.SHORT);
    }

    private void awaitOldOrNew(BenchedAgent agent, int kill) throws IOException {
        var began = System.nanoTime();
        try {
            agent.awaitAnswer(versions.body());
            requireKnownBytes(agent, kill);
        } catch (IOException e) {
            violations.add("after kill %d: %s".formatted(kill - 1, e.getMessage()));
        }
        var took = Duration.ofNanos(System.nanoTime() - began);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        if (took.compareTo(BOOT_LIMIT) > 0) {
            violations.add("after kill %d: an answer came after %s only".formatted(kill - 1, took));
        }
    }

    /** What answers is a published version, and its file is what its name says. */
    private void requireKnownBytes(BenchedAgent agent, int kill) throws IOException {
        var digest = digestThatAnswers(agent);
        if (!versions.knows(digest)) {
            violations.add("after kill %d: %s answers, which nobody published".formatted(kill - 1, digest));
            return;
        }
        var file =
                device.resolve("store/sha256").resolve(digest.substring(0, 2)).resolve(digest);
        if (!Sha256.of(file).hex().equals(digest)) {
            violations.add("after kill %d: the bytes of %s are not its own".formatted(kill - 1, digest));
        }
    }

    private String digestThatAnswers(BenchedAgent agent) throws IOException {
        try (var client = agent.client(versions.body())) {
            return client.infer().digest();
        }
    }

    private String lastEvent() {
        var events = plane.events();
        return events.isEmpty() ? "none" : events.getLast().state().name();
    }

    /** What the files of models may take, and some for state files and outboxes. */
    private void requireBudget(int kill) throws IOException {
        var budget = versions.budgetBytes() + SLACK_BYTES;
        var bytes = bytesBelow(device);
        mostDisk = Math.max(mostDisk, bytes);
        if (bytes > budget) {
            violations.add("after kill %d: %d bytes in the folder, %d are its budget".formatted(kill, bytes, budget));
        }
    }

    private static long bytesBelow(Path folder) throws IOException {
        var bytes = 0L;
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                try {
                    bytes += Files.size(file);
                } catch (NoSuchFileException e) {
                    // gone since it was listed
                }
            }
        }
        return bytes;
    }

    /** Left alone, the agent reaches the last goal and sends every event that it kept. */
    private void finish() throws IOException {
        steps.now("the last start is left alone");
        try (var agent = start()) {
            awaitOldOrNew(agent, plan.kills() + 1);
            versions.advance();
            confirm(agent);
            if (!plane.await(DRAIN, () -> gaps().isEmpty())) {
                violations.addAll(gaps());
            }
        }
    }

    private List<String> gaps() {
        var seen = new HashMap<UUID, Map<Long, UpdateEvent>>();
        var wrong = new ArrayList<String>();
        for (var event : plane.events()) {
            var before =
                    seen.computeIfAbsent(event.boot(), _ -> new HashMap<>()).putIfAbsent(event.seq(), event);
            if (before != null && !before.equals(event)) {
                wrong.add("event %d of start %s came twice and differs".formatted(event.seq(), event.boot()));
            }
        }
        seen.forEach((boot, events) -> {
            var last = events.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
            if (events.size() != last) {
                wrong.add("of start %s, %d of %d events came".formatted(boot, events.size(), last));
            }
        });
        return wrong;
    }

    private KillResult result() {
        var events = plane.events();
        var distinct = events.stream()
                .map(event -> event.boot() + "/" + event.seq())
                .distinct()
                .count();
        var confirmed = events.stream()
                .filter(event -> event.state() == UpdateState.CONFIRMED)
                .map(UpdateEvent::generation)
                .distinct()
                .count();
        return new KillResult(
                plan.kills(),
                plan.seed(),
                moments,
                slowest,
                (int) distinct,
                events.size() - (int) distinct,
                (int) confirmed,
                mostDisk,
                violations);
    }
}
