package io.modelferry.simulator.load;

import io.modelferry.agent.enrolment.EnrolmentRefused;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One load from the command line of the bench. */
@Command(name = "load", description = "Sends made-up windows from enrolled clients. Started by ferry bench fleet.")
public final class LoadMain implements Callable<Integer> {

    @Mixin
    private LoadedFleet fleet = new LoadedFleet();

    @Option(names = "--out", required = true, description = "what was sent, as JSON")
    private Path out = Path.of("sent.json");

    @Option(names = "--channel", defaultValue = "TELEMETRY")
    private Channel channel = Channel.TELEMETRY;

    @Option(names = "--windows", required = true)
    private long windows;

    @Option(names = "--per-second", defaultValue = "0")
    private double perSecond;

    @Option(names = "--in-flight", defaultValue = "1024")
    private int inFlight;

    @Option(names = "--timed-every", defaultValue = "0")
    private int timedEvery;

    @Option(names = "--timed-from")
    private @Nullable String timedFrom;

    public static void main(String[] arguments) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-simulator.xml");
        }
        System.exit(new CommandLine(new LoadMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, EnrolmentRefused, InterruptedException {
        var plan = new Load.Plan(
                channel, windows, perSecond, inFlight, timedEvery, timedFrom == null ? null : Instant.parse(timedFrom));
        var senders = fleet.connected(null);
        var sent = new Load(plan, senders, fleet.windows(), Clock.systemUTC()).send();
        WholeFile.write(out, ProtocolJson.write(sent));
        LoadedFleet.leave(senders);
        return CommandLine.ExitCode.OK;
    }
}
