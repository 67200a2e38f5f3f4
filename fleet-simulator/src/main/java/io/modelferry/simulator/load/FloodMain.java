package io.modelferry.simulator.load;

import io.modelferry.agent.enrolment.EnrolmentRefused;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.simulator.mqtt.BrokerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The same flood again and again from the same devices, in each turn by one of two doors of the broker. In turn {@code n}, from 1, it writes
 * {@code OUT-n.ready} once all lines stand, waits for {@code OUT-n.go}, and writes {@code OUT-n.json} once every answer is there.
 */
@Command(
        name = "flood",
        description = "Sends made-up windows with and without TLS in turn. Started by ferry bench fleet --tls.")
public final class FloodMain implements Callable<Integer> {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    private enum Door {
        /** Where enrolment says. */
        TLS,
        /** {@code --plain-broker}. */
        PLAIN
    }

    @Mixin
    private LoadedFleet fleet = new LoadedFleet();

    @Option(names = "--out", required = true, description = "how the names of its files begin")
    private Path out = Path.of("flood");

    @Option(names = "--plain-broker", required = true, description = "without TLS, on this machine only")
    private String plainBroker = "";

    @Option(names = "--turns", required = true, split = ",")
    private List<Door> turns = List.of();

    @Option(names = "--windows", required = true, description = "of each turn")
    private long windows;

    @Option(names = "--in-flight", defaultValue = "1024")
    private int inFlight;

    public static void main(String[] arguments) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-simulator.xml");
        }
        System.exit(new CommandLine(new FloodMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, EnrolmentRefused, InterruptedException {
        var plain = requireOwn(BrokerAddress.of(plainBroker));
        var made = fleet.windows();
        var plan = new Load.Plan(Channel.TELEMETRY, windows, 0, inFlight, 0, null);
        for (var turn = 1; turn <= turns.size(); turn++) {
            var senders = switch (turns.get(turn - 1)) {
                case TLS -> fleet.connected(null);
                case PLAIN -> fleet.connected(plain);
            };
            WholeFile.write(file(turn, "ready"), new byte[0]);
            await(file(turn, "go"));
            var sent = new Load(plan, senders, made, Clock.systemUTC()).send();
            WholeFile.write(file(turn, "json"), ProtocolJson.write(sent));
            LoadedFleet.leave(senders);
        }
        return CommandLine.ExitCode.OK;
    }

    private static BrokerAddress requireOwn(BrokerAddress named) throws IOException {
        if (named.encrypted() || !InetAddress.getByName(named.host()).isLoopbackAddress()) {
            throw new IOException("--plain-broker: without TLS, and only to this machine, not to " + named.host());
        }
        return named;
    }

    private Path file(int turn, String kind) {
        return out.resolveSibling(out.getFileName() + "-" + turn + "." + kind);
    }

    private static void await(Path file) throws IOException {
        for (var until = System.nanoTime() + LONGEST.toNanos(); !Files.exists(file); ) {
            if (System.nanoTime() > until) {
                throw new IOException("nobody has written " + file + " for " + LONGEST);
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
