package io.modelferry.simulator.load;

import io.modelferry.agent.enrolment.EnrolmentRefused;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.enrolment.JoinString;
import io.modelferry.simulator.identity.DeviceTls;
import io.modelferry.simulator.identity.Identities;
import io.modelferry.simulator.mqtt.BrokerAddress;
import io.modelferry.simulator.mqtt.HiveLinks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One load from the command line of the bench. Devices enrol as devices do; the same folder is the same fleet. */
@Command(name = "load", description = "Sends made-up windows from enrolled clients. Started by ferry bench fleet.")
public final class LoadMain implements Callable<Integer> {

    private static final int NETTY_THREADS = 2;

    @Option(names = "--server", required = true)
    private URI server = URI.create("https://127.0.0.1:8443");

    @Option(names = "--join", required = true)
    private String join = "";

    @Option(names = "--data", required = true)
    private Path data = Path.of("load");

    @Option(names = "--out", required = true, description = "what was sent, as JSON")
    private Path out = Path.of("sent.json");

    @Option(
            names = "--broker",
            description = "in place of the one that enrolment names; without TLS only on this machine")
    private @Nullable String broker;

    @Option(names = "--devices", required = true)
    private int devices;

    @Option(names = "--model", required = true)
    private String model = "";

    @Option(names = "--digest", required = true)
    private String digest = "";

    @Option(names = "--channel", defaultValue = "TELEMETRY")
    private Channel channel = Channel.TELEMETRY;

    @Option(names = "--windows", required = true)
    private long windows;

    @Option(names = "--rehearsal", description = "windows before those that count, to where the broker refuses them")
    private long rehearsal;

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
        var made = new MadeWindows(new ModelName(model), new ArtifactDigest(digest));
        var senders = senders(broker == null ? null : requireOwn(BrokerAddress.of(broker)));
        new Load(Load.Plan.ofRehearsal(rehearsal, inFlight), senders, made, Clock.systemUTC()).send();
        var sent = new Load(plan, senders, made, Clock.systemUTC()).send();
        WholeFile.write(out, ProtocolJson.write(sent));
        senders.forEach(sender -> sender.line().leave().join());
        return CommandLine.ExitCode.OK;
    }

    private static BrokerAddress requireOwn(BrokerAddress named) throws IOException {
        if (!named.encrypted() && !InetAddress.getByName(named.host()).isLoopbackAddress()) {
            throw new IOException("--broker: without TLS only to this machine, not to " + named.host());
        }
        return named;
    }

    /** @param named null: the one that the device's enrolment named */
    private List<Sender> senders(@Nullable BrokerAddress named) throws IOException, EnrolmentRefused {
        var identities = new Identities(data, server);
        var links = new HiveLinks(NETTY_THREADS);
        var senders = new ArrayList<Sender>();
        for (var i = 1; i <= devices; i++) {
            var device = new DeviceId("load-%03d".formatted(i));
            var identity = identities.of(device, JoinString.parse(join));
            var address = named == null ? BrokerAddress.of(identity.mqttUrl()) : named;
            var tls = address.encrypted() ? DeviceTls.of(identity) : null;
            var boot = UUID.randomUUID();
            var line = links.line(device, boot, address, tls);
            line.connect().join();
            senders.add(new Sender(line, boot));
        }
        return senders;
    }
}
