package io.modelferry.agent;

import io.modelferry.agent.enrolment.DeviceIdentity;
import io.modelferry.agent.enrolment.Enrolment;
import io.modelferry.agent.enrolment.EnrolmentRefused;
import io.modelferry.agent.enrolment.IdentityFiles;
import io.modelferry.agent.slots.FolderLock;
import io.modelferry.agent.update.Ticks;
import io.modelferry.protocol.enrolment.JoinString;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code ferry agent}: enrols if need be, then runs until it is told to stop. */
public final class AgentMain {

    private static final int REFUSED = 1;
    private static final int USAGE = 2;
    private static final Duration LOOK_FOR_JOIN_FILE = Duration.ofSeconds(2);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);

    private final AgentConfiguration configuration;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    private AgentMain(AgentConfiguration configuration) {
        this.configuration = configuration;
    }

    public static void main(String[] arguments) {
        if (Arrays.asList(arguments).contains("--help")) {
            System.out.println(AgentConfiguration.USAGE);
            return;
        }
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-agent.xml");
        }
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        try {
            var agent = new AgentMain(AgentConfiguration.of(arguments, System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(agent::stopInOrder, "stop"));
            agent.runUntilStopped();
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println("agent: " + e.getMessage() + "\n\n" + AgentConfiguration.USAGE);
            return USAGE;
        } catch (IOException | EnrolmentRefused e) {
            System.err.println("agent: " + e.getMessage());
            return REFUSED;
        } catch (InterruptedException e) {
            return 0;
        }
    }

    private void runUntilStopped() throws IOException, EnrolmentRefused, InterruptedException {
        try (var lock = FolderLock.of(configuration.data(), LOCK_PATIENCE)) {
            Agent.prepare(configuration);
            var identity = identity();
            if (identity != null) {
                var random = new SecureRandom();
                var around = new Agent.Surroundings(UUID.randomUUID(), Clock.systemUTC(), random);
                try (var agent = Agent.start(configuration, identity, around)) {
                    superviseUntilStopped(agent);
                }
            }
        } finally {
            stopped.countDown();
        }
    }

    /** A service manager that watches hears of the agent as long as its clock ticks; after that it starts it anew. */
    private void superviseUntilStopped(Agent agent) throws InterruptedException {
        var supervisor = Supervisor.of(System.getenv());
        supervisor.ready();
        while (!stop.await(supervisor.every().toMillis(), TimeUnit.MILLISECONDS)) {
            if (agent.ticks()) {
                supervisor.alive();
            }
        }
    }

    /** @return null if it was told to stop before the machine became a device */
    private @Nullable DeviceIdentity identity() throws IOException, EnrolmentRefused, InterruptedException {
        var files = new IdentityFiles(configuration.data().resolve("id"));
        var known = files.load();
        if (known.isPresent()) {
            var mayJoin = configuration.join() != null || configuration.joinFile() != null;
            var now = Clock.systemUTC().instant();
            return new Enrolment(files).againIfNeeded(known.get(), mayJoin ? join() : null, now);
        }
        return enrol(new Enrolment(files));
    }

    private @Nullable DeviceIdentity enrol(Enrolment enrolment)
            throws IOException, EnrolmentRefused, InterruptedException {
        var server = configuration.server();
        if (server == null) {
            throw new IllegalArgumentException("this machine is not enrolled yet: --server and --join are needed");
        }
        var progress = new EnrolmentProgress(Ticks.REAL);
        Duration pause;
        do {
            pause = LOOK_FOR_JOIN_FILE;
            var join = join();
            if (join != null) {
                try {
                    return enrolment.enrol(
                            server,
                            JoinString.parse(join),
                            configuration.wantedId().orElseGet(Machine::name));
                } catch (EnrolmentRefused e) {
                    pause = e.askAgain().orElseThrow(() -> e);
                    progress.notYet(e, pause);
                }
            }
        } while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        return null;
    }

    /** @return null while the file that should hold it is not there yet */
    private @Nullable String join() throws IOException {
        var file = configuration.joinFile();
        if (configuration.join() != null) {
            return configuration.join();
        }
        if (file == null) {
            throw new IllegalArgumentException("this machine is not enrolled yet: --join is needed");
        }
        return Files.exists(file) && Files.size(file) > 0
                ? Files.readString(file).strip()
                : null;
    }

    private void stopInOrder() {
        stop.countDown();
        try {
            stopped.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
