package io.modelferry.simulator;

import io.modelferry.protocol.enrolment.JoinString;
import io.modelferry.simulator.device.Surroundings.Bytes;
import io.modelferry.simulator.fleet.FleetPlan;
import io.modelferry.simulator.weather.Climate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command line of the simulator. */
final class FleetOptions {

    @Option(
            names = "--server",
            defaultValue = "${env:MODELFERRY_SIMULATOR_SERVER:-https://127.0.0.1:8443}",
            paramLabel = "URL",
            description = "the control plane's address for devices (default: ${DEFAULT-VALUE})")
    private URI server = URI.create("https://127.0.0.1:8443");

    @Option(
            names = "--join",
            defaultValue = "${env:MODELFERRY_SIMULATOR_JOIN}",
            paramLabel = "STRING",
            description =
                    "join string whose token allows as many uses as there are devices; several, one for each site, are"
                            + " taken in turn; only needed once (also MODELFERRY_SIMULATOR_JOIN)")
    private @Nullable List<String> joins;

    @Option(
            names = "--data",
            defaultValue = "${env:MODELFERRY_SIMULATOR_DATA:-.ferry/simulator}",
            paramLabel = "DIR",
            description = "identities, states and files of the devices: the same folder is the same fleet"
                    + " (default: ${DEFAULT-VALUE})")
    private Path data = Path.of(".ferry/simulator");

    @Option(
            names = "--stream",
            defaultValue = "demo/models/field-stream.npz",
            paramLabel = "NPZ",
            description = "labelled field stream that the devices' cameras see (default: ${DEFAULT-VALUE})")
    private Path stream = Path.of("demo/models/field-stream.npz");

    @Option(names = "--devices", defaultValue = "50", paramLabel = "N", description = "default: ${DEFAULT-VALUE}")
    private int devices;

    @Option(
            names = {"--prefix", "--id-prefix"},
            defaultValue = "sim-",
            paramLabel = "TEXT",
            description = "of the device ids: sim- makes sim-001 (default: ${DEFAULT-VALUE})")
    private String prefix = "sim-";

    @Option(
            names = "--sites",
            defaultValue = "2",
            paramLabel = "N",
            description = "sites that the devices are spread over (default: ${DEFAULT-VALUE})")
    private int sites;

    @Option(names = "--site", paramLabel = "N", description = "all devices at this one site, counted from 0")
    private @Nullable Integer site;

    @Option(
            names = "--rate",
            defaultValue = "5/s",
            paramLabel = "N/s",
            description = "pictures that each camera takes: 5/s, 30/min, 100/h (default: ${DEFAULT-VALUE})")
    private Rate rate = new Rate(5);

    @Option(
            names = "--window",
            defaultValue = "10s",
            paramLabel = "SPAN",
            description = "length of a telemetry window (default: ${DEFAULT-VALUE})")
    private Duration window = Duration.ofSeconds(10);

    @Option(
            names = "--bytes",
            defaultValue = "each",
            paramLabel = "each|once",
            description =
                    "each: every device downloads and patches for itself, byte counts are a fleet's; once: a file is"
                            + " downloaded once for all (default: ${DEFAULT-VALUE})")
    private Bytes bytes = Bytes.EACH;

    @Option(
            names = "--offline-share",
            defaultValue = "0",
            paramLabel = "0…0.95",
            description = "of the fleet that is offline at any moment (default: ${DEFAULT-VALUE})")
    private double offlineShare;

    @Option(
            names = "--offline-for",
            defaultValue = "20s",
            paramLabel = "SPAN",
            description = "mean length of an offline time (default: ${DEFAULT-VALUE})")
    private Duration offlineFor = Duration.ofSeconds(20);

    @Option(
            names = "--slow-share",
            defaultValue = "0",
            paramLabel = "0…1",
            description = "of the devices that sit on a slow line (default: ${DEFAULT-VALUE})")
    private double slowShare;

    @Option(
            names = "--slow-kbps",
            defaultValue = "256",
            paramLabel = "N",
            description = "pace of a slow line in kbit/s (default: ${DEFAULT-VALUE})")
    private int slowKbps;

    @Option(
            names = "--fail-share",
            defaultValue = "0",
            paramLabel = "0…1",
            description = "of updates that go wrong on a device (default: ${DEFAULT-VALUE})")
    private double failShare;

    @Option(names = "--seed", defaultValue = "42", paramLabel = "N", description = "default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--ramp",
            defaultValue = "5s",
            paramLabel = "SPAN",
            description = "time over which the devices join (default: ${DEFAULT-VALUE})")
    private Duration ramp = Duration.ofSeconds(5);

    @Option(
            names = "--downloads",
            defaultValue = "16",
            paramLabel = "N",
            description = "devices that may download at once (default: ${DEFAULT-VALUE})")
    private int downloads;

    @Option(
            names = "--status",
            defaultValue = "5s",
            paramLabel = "SPAN",
            description = "between two status lines (default: ${DEFAULT-VALUE})")
    private Duration status = Duration.ofSeconds(5);

    @Option(names = "--json", description = "status lines as JSON")
    private boolean json;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "GET /status on 127.0.0.1; 0 takes a free port, written to <data>/run/admin-port")
    private @Nullable Integer adminPort;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "with each status line, what goals the devices saw: JSON, with those that came as two")
    private @Nullable Path report;

    URI server() {
        return server;
    }

    Path data() {
        return data.toAbsolutePath().normalize();
    }

    Path stream() {
        return stream;
    }

    /** @throws io.modelferry.protocol.MalformedMessage if one is no join string */
    List<JoinString> joins() {
        return joins == null
                ? List.of()
                : joins.stream()
                        .filter(text -> !text.isBlank())
                        .map(JoinString::parse)
                        .toList();
    }

    /** @throws IllegalArgumentException in words for whoever typed it */
    FleetPlan plan() {
        var fixed = site;
        return fixed == null
                ? new FleetPlan(prefix, devices, sites, 0, ramp, seed)
                : new FleetPlan(prefix, devices, 1, fixed, ramp, seed);
    }

    /** @throws IllegalArgumentException likewise */
    Climate climate() {
        return new Climate(offlineShare, offlineFor, slowShare, slowKbps, failShare);
    }

    Rate rate() {
        return rate;
    }

    Duration window() {
        return window;
    }

    Bytes bytes() {
        return bytes;
    }

    int downloads() {
        return Math.max(1, downloads);
    }

    Duration status() {
        return status;
    }

    boolean json() {
        return json;
    }

    Optional<Path> report() {
        return Optional.ofNullable(report);
    }

    Optional<Integer> adminPort() {
        return Optional.ofNullable(adminPort);
    }
}
