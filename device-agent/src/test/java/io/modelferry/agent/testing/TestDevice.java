package io.modelferry.agent.testing;

import io.modelferry.agent.trust.TrustedGoals;
import io.modelferry.agent.tuf.HeldMetadata;
import io.modelferry.agent.tuf.Limits;
import io.modelferry.agent.update.Backoff;
import io.modelferry.agent.update.Ports;
import io.modelferry.agent.update.Updater;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** A device on the test's own thread: each step runs when the test lets it, and the power can go in any of them. */
public final class TestDevice {

    private static final Path METADATA = Path.of("/data/metadata");

    public final FakeControlPlane server = new FakeControlPlane();
    public final FakeStore store = new FakeStore(server);
    public final InMemorySlots slots = new InMemorySlots();
    public final ToldEvents events = new ToldEvents();
    public final MovedClock clock = new MovedClock();
    public final FaultFs disk = new FaultFs(METADATA);
    public FakeHost host = new FakeHost(store);
    public Updater updater;
    private Steps steps;

    public TestDevice() {
        boot();
    }

    /** A new process over the same disk. A power cut during the start is one more restart. */
    public void boot() {
        steps = new Steps();
        host.restarted();
        var ports = new Ports(
                slots,
                store,
                store,
                repository(),
                host,
                events,
                clock,
                clock,
                steps,
                new Random(7),
                new Backoff.Limits(Duration.ofSeconds(1), Duration.ofSeconds(30)));
        updater = new Updater(ports, new TrustedGoals(FakeControlPlane.DEVICE), () -> {});
        updater.start();
        steps.runAll();
    }

    private HeldMetadata repository() {
        var place = new HeldMetadata.Place(disk, METADATA, server.repository().firstRoot());
        return new HeldMetadata(place, store, Limits.USUAL);
    }

    public void offer(byte[] goal) {
        updater.offer(goal);
        steps.runAll();
    }

    /** The clock is set, the agent looks. */
    public void setClock(Instant to) {
        clock.set(to);
        updater.tick();
        steps.runAll();
    }

    /** Moves the clock second by second, as the agent's timer would. */
    public void pass(Duration time) {
        for (var second = 0; second < time.toSeconds(); second++) {
            clock.move(Duration.ofSeconds(1));
            updater.tick();
            steps.runAll();
        }
    }

    /** From a fresh device to this file, confirmed. */
    public void confirm(byte[] goal) {
        offer(goal);
        host.has(20, 0);
        pass(Duration.ofSeconds(11));
    }

    /** Clean stop. */
    public void stop() {
        var closing = Thread.ofVirtual().start(updater::close);
        while (closing.isAlive()) {
            steps.runAll();
            Thread.onSpinWait();
        }
        steps.runAll();
    }
}
