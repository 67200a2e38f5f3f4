package io.modelferry.simulator;

import io.modelferry.agent.slots.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ferry simulate}: a fleet of virtual devices until it is told to stop. */
@Command(
        name = "ferry simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs a fleet of virtual devices with the device agent's own update code. Predictions are a real"
                + " session's over a labelled field stream; nothing is made up.")
public final class SimulatorMain implements Callable<Integer> {

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);

    private static final long ORDERLY_SECONDS = 5;

    /** The server refused every device. */
    private static final int REFUSED = 3;

    @Mixin
    private final FleetOptions options = new FleetOptions();

    @Spec
    private @Nullable CommandSpec spec;

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    public static void main(String[] arguments) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-simulator.xml");
        }
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new SimulatorMain())
                .registerConverter(Duration.class, Span::parse)
                .registerConverter(Rate.class, Rate::parse)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, _) -> {
                    command.getErr().println("simulate: " + failure.getMessage());
                    return failure instanceof IOException ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.USAGE;
                });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopInOrder, "stop"));
        try {
            Files.createDirectories(options.data());
            try (var lock = FolderLock.of(options.data(), LOCK_PATIENCE);
                    var simulation = simulation()) {
                run(simulation);
                return simulation.shutOut().isDone() ? REFUSED : CommandLine.ExitCode.OK;
            }
        } finally {
            stopped.countDown();
        }
    }

    private Simulation simulation() throws IOException {
        try {
            return new Simulation(options, Clock.systemUTC(), UUID::randomUUID);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec == null ? commandLine() : spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private void run(Simulation simulation) throws IOException, InterruptedException {
        var port = options.adminPort();
        try (var feed = new StatusFeed(simulation::status, System.out, options.json(), report(simulation));
                var admin = port.isEmpty()
                        ? null
                        : AdminPort.open(port.get(), options.data().resolve("run"), simulation::status)) {
            simulation.start();
            simulation.shutOut().thenRun(stop::countDown);
            feed.every(options.status());
            stop.await();
            feed.print();
        }
    }

    private Runnable report(Simulation simulation) {
        var file = options.report();
        return file.isEmpty() ? () -> {} : new ReportFile(file.get(), simulation::goals)::write;
    }

    /** On the signal's own thread: the process ends when this returns. */
    private void stopInOrder() {
        stop.countDown();
        try {
            stopped.await(ORDERLY_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
