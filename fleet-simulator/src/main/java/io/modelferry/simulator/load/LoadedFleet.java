package io.modelferry.simulator.load;

import io.modelferry.agent.enrolment.EnrolmentRefused;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.enrolment.JoinString;
import io.modelferry.simulator.identity.DeviceTls;
import io.modelferry.simulator.identity.Identities;
import io.modelferry.simulator.mqtt.BrokerAddress;
import io.modelferry.simulator.mqtt.HiveLinks;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who sends what, from the command line of the bench. Devices enrol as devices do; the same folder is the same fleet. */
final class LoadedFleet {

    private static final int NETTY_THREADS = 2;
    private static final long LONGEST_SECONDS = 20;

    private final HiveLinks links = new HiveLinks(NETTY_THREADS);

    @Option(names = "--server", required = true)
    private URI server = URI.create("https://127.0.0.1:8443");

    @Option(names = "--join", required = true)
    private String join = "";

    @Option(names = "--data", required = true)
    private Path data = Path.of("load");

    @Option(names = "--devices", required = true)
    private int devices;

    @Option(names = "--model", required = true)
    private String model = "";

    @Option(names = "--digest", required = true)
    private String digest = "";

    MadeWindows windows() {
        return new MadeWindows(new ModelName(model), new ArtifactDigest(digest));
    }

    /**
     * Everybody's line, connected.
     *
     * @param named null: the broker that the device's enrolment named
     * @throws IOException if one of them is not up after twenty seconds
     */
    List<Sender> connected(@Nullable BrokerAddress named) throws IOException, EnrolmentRefused {
        var identities = new Identities(data, server);
        var senders = new ArrayList<Sender>();
        for (var i = 1; i <= devices; i++) {
            var device = new DeviceId("load-%03d".formatted(i));
            var identity = identities.of(device, JoinString.parse(join));
            var address = named == null ? BrokerAddress.of(identity.mqttUrl()) : named;
            var tls = address.encrypted() ? DeviceTls.of(identity) : null;
            var boot = UUID.randomUUID();
            var line = links.line(device, boot, address, tls);
            try {
                line.connect().orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS).join();
            } catch (CompletionException e) {
                throw new IOException(
                        "the line of " + device + " to " + address + " does not come up: " + e.getCause(), e);
            }
            senders.add(new Sender(line, boot));
        }
        return senders;
    }

    /** A line that does not end is left to the end of the process. */
    static void leave(List<Sender> senders) {
        senders.stream()
                .map(sender -> sender.line().leave().completeOnTimeout(null, LONGEST_SECONDS, TimeUnit.SECONDS))
                .toList()
                .forEach(left -> left.exceptionally(_ -> null).join());
    }
}
