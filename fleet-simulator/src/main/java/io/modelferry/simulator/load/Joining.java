package io.modelferry.simulator.load;

import io.modelferry.agent.enrolment.EnrolmentRefused;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.enrolment.JoinString;
import io.modelferry.simulator.identity.Identities;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Machines that become devices, so many at a time, each by the agent's own enrolment: a key, a certificate request, a connection of its own. */
final class Joining {

    private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
    private static final long LONGEST_MINUTES = 10;
    private static final int NANOS_PER_MICRO = 1000;

    private final Identities identities;
    private final JoinString join;
    private final ConcurrentLinkedQueue<Long> micros = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();

    Joining(Identities identities, JoinString join) {
        this.identities = identities;
        this.join = join;
    }

    /**
     * @param first number of the first device
     * @throws IOException if they are not done within ten minutes
     */
    Joined join(int first, int devices, int atOnce) throws IOException, InterruptedException {
        var began = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(
                atOnce, Thread.ofPlatform().name("joining-", 0).factory())) {
            for (var number = first; number < first + devices; number++) {
                var device = new DeviceId("load-%05d".formatted(number));
                threads.execute(() -> join(device));
            }
            threads.shutdown();
            if (!threads.awaitTermination(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                threads.shutdownNow();
                throw new IOException(
                        "%d of %d have joined after %d minutes".formatted(micros.size(), devices, LONGEST_MINUTES));
            }
        }
        var seconds = (System.nanoTime() - began) / 1e9;
        return new Joined(
                micros.size(), refused.get(), seconds, micros.stream().sorted().toList());
    }

    private void join(DeviceId device) {
        var began = System.nanoTime();
        try {
            identities.of(device, join);
            micros.add((System.nanoTime() - began) / NANOS_PER_MICRO);
        } catch (EnrolmentRefused | IOException e) {
            refused.incrementAndGet();
            LOG.warn("{} has not joined: {}", device, e.getMessage());
        }
    }
}
