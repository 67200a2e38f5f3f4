package io.modelferry.cli.demo;

import static io.modelferry.cli.demo.Operator.MODEL;

import io.modelferry.cli.demo.FieldFeeder.Count;
import io.modelferry.cli.packaging.AgentPackage;
import io.modelferry.cli.text.Units;
import io.modelferry.cli.verb.VersionTables;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A utility company reads meters with cameras. Version 1 runs everywhere, version 2 reads the field better, wins its A/B test and rolls
 * out in stages, version 3 is worse, loses its test and, rolled out all the same, comes back by itself. Every step is an assertion; every number was measured in this run.
 */
final class Story {

    private static final List<Camera> CAMERAS = List.of(
            new Camera("cam-cellar-1", "standard", 0, true),
            new Camera("cam-outdoor-1", "standard", 1, false),
            new Camera("cam-outdoor-2", "constrained", 1, true));

    private final DemoSettings settings;
    private final Household household;
    private final Patience patience;
    private final Narrator narrator;
    private final InstantSource clock;
    private final Field field;

    Story(DemoSettings settings, Household household, Narrator narrator, InstantSource clock) throws IOException {
        this.settings = settings;
        this.household = household;
        this.patience = new Patience(household);
        this.narrator = narrator;
        this.clock = clock;
        this.field = new Field(FieldStream.read(settings.models().resolve("field-stream.npz")));
    }

    /** Tells it from beginning to end. */
    Ending tell(DemoPorts ports) throws StepFailed, IOException {
        var controlPlane = startTheControlPlane(ports);
        try (field;
                var operator = new Operator(controlPlane.client(), settings)) {
            var acceptance = operator.uploadAcceptanceSet(settings.models().resolve("acceptance.npz"));
            publish(operator, "1", acceptance, "studio pictures and light wear");
            threeCamerasJoin(operator, controlPlane);
            simulatedDevicesJoin(operator, controlPlane);
            everybodyGetsTheFirst(operator);
            camerasReadMeters();
            publish(operator, "2", acceptance, "tuned on field pictures");
            theBetterOneWinsItsTest(operator);
            var better = theBetterOneGoesOut(operator);
            publish(operator, "3", acceptance, "tuned on studio pictures alone");
            theWorseOneLosesItsTest(operator);
            var worse = theWorseOneComesBack(operator);
            noInferenceFailed();
            return new Ending(operator.devices().size(), better, worse, field.count());
        }
    }

    private ControlPlaneProcess startTheControlPlane(DemoPorts ports) throws IOException, StepFailed {
        narrator.step("The control plane starts: PostgreSQL, MQTT broker, API, console");
        var controlPlane = ControlPlaneProcess.start(household, settings, ports);
        controlPlane.awaitReady(patience);
        narrator.line("ready at " + controlPlane.console()
                + (ports.areUsual() ? "" : "  (a usual port is busy: these are free ones)"));
        return controlPlane;
    }

    private void publish(Operator operator, String version, String acceptance, String notes)
            throws IOException, StepFailed {
        narrator.step("Version %s is published: %s".formatted(version, notes));
        operator.publish(version, settings.models().resolve("meter-reader-" + version + ".onnx"), acceptance, notes);
        var ready = operator.awaitReadiness(version);
        narrator.line("variants, measured on the acceptance set");
        narrator.block(VersionTables.variants(ready.page()));
        require(
                ready.isSettled(),
                "variants and deltas of version %s are not ready after %s"
                        .formatted(version, Units.span(ready.waited())));
        var given = given(ready.page());
        require(
                given.size() > 1,
                "version %s: every class of devices gets the same variant, %s".formatted(version, given));
        if (!version.equals("1")) {
            narrator.line("deltas, each replayed with the agent's own code");
            narrator.block(VersionTables.deltas(ready.deltas()));
            require(!ready.deltas().isEmpty(), "no delta leads to version " + version);
        }
    }

    /** The variants that classes of devices get. */
    private static Set<String> given(JsonNode page) {
        return page.path("classes")
                .valueStream()
                .map(choice -> choice.path("variant").asString(""))
                .filter(variant -> !variant.isEmpty())
                .collect(Collectors.toSet());
    }

    private void threeCamerasJoin(Operator operator, ControlPlaneProcess controlPlane) throws IOException, StepFailed {
        if (settings.packaged()) {
            packageTheAgent();
        }
        narrator.step("Three cameras join: real agents, each in its own JVM");
        var agents = new ArrayList<AgentProcess>();
        for (var camera : CAMERAS) {
            var join = operator.enrolmentToken(camera.id(), camera.deviceClass(), camera.siteName(), camera.lab(), 1);
            agents.add(AgentProcess.start(household, settings, camera, controlPlane.devicesUrl(), join));
        }
        for (var agent : agents) {
            field.join(agent.camera(), agent.awaitServing(patience));
        }
        awaitOnline(operator, CAMERAS.size());
    }

    private void packageTheAgent() throws IOException {
        narrator.step("The agent is packaged: its own runtime, no JDK on the device");
        var made = AgentPackage.forThisMachine(settings.home()).make(settings.agentPackage(), _ -> {});
        narrator.line("%s for %s in %s"
                .formatted(Units.bytes(made.totalBytes()), made.platform(), Units.span(made.totalTime())));
    }

    private void simulatedDevicesJoin(Operator operator, ControlPlaneProcess controlPlane)
            throws IOException, StepFailed {
        narrator.step("%d simulated devices join at two sites".formatted(settings.simulatedDevices()));
        var perSite = (settings.simulatedDevices() + 1) / 2;
        var joins = new ArrayList<String>();
        for (var site = 0; site < 2; site++) {
            joins.add(operator.enrolmentToken(
                    SimulatorProcess.ID_PREFIX + "*", "standard", Camera.siteName(site), false, perSite));
        }
        SimulatorProcess.start(household, settings, controlPlane.devicesUrl(), joins);
        awaitOnline(operator, CAMERAS.size() + settings.simulatedDevices());
    }

    private void awaitOnline(Operator operator, int wanted) throws StepFailed {
        patience.await(
                wanted + " devices online",
                DemoSettings.PATIENCE,
                () -> online(operator) >= wanted ? Optional.of(wanted) : Optional.empty(),
                () -> online(operator) + " are");
        narrator.line(wanted + " devices online");
    }

    private static long online(Operator operator) {
        return operator.devices().stream().filter(Seen.Device::online).count();
    }

    private void everybodyGetsTheFirst(Operator operator) throws StepFailed {
        narrator.step("Version 1 goes to everybody: there is nothing to compare it with yet");
        var rollout = operator.createFirstRollout("1");
        operator.start(rollout);
        var end = new Voyage(operator, patience, narrator).follow(rollout);
        require(end.state().equals("FINISHED"), "rollout of version 1 ended " + end.state() + ": " + end.why());
        requireEverybodyOn(operator, "1");
    }

    private void camerasReadMeters() throws StepFailed {
        narrator.step("The cameras read meters: Open Inference Protocol v2, the truth comes back as feedback");
        patience.await(
                "a model that answers on every camera",
                Duration.ofSeconds(30),
                () -> field.isReady() ? Optional.of(true) : Optional.empty(),
                () -> "a camera is not ready");
        field.start();
        patience.await(
                "the first hundred readings",
                Duration.ofSeconds(30),
                () -> field.count().served() >= 100 ? Optional.of(true) : Optional.empty(),
                () -> field.count() + field.firstFailure().map(f -> ", " + f).orElse(""));
        narrator.line(field.count().served() + " readings served");
    }

    private void theBetterOneWinsItsTest(Operator operator) throws StepFailed {
        narrator.step("Version 2 is put to the test: half of the fleet runs it beside version 1");
        var experiment = operator.startExperiment("1", "2");
        var end = new Comparison(operator, patience, narrator).follow(experiment);
        require(
                end.standing().equals("READY_TO_SHIP"),
                "experiment %s says %s, not ready to ship: %s".formatted(experiment, end.words(), end.why()));
        operator.stopExperiment(experiment, "known; now it goes out in stages");
        requireEverybodyOn(operator, "1");
    }

    private void theWorseOneLosesItsTest(Operator operator) throws StepFailed {
        narrator.step("Version 3 is put to the test, and is ended by the numbers");
        var experiment = operator.startExperiment("2", "3");
        var end = new Comparison(operator, patience, narrator).follow(experiment);
        require(
                end.standing().equals("WORSE"),
                "experiment %s says %s, not worse: %s".formatted(experiment, end.words(), end.why()));
        requireEverybodyOn(operator, "2");
    }

    private Ending.Rollout theBetterOneGoesOut(Operator operator) throws StepFailed {
        narrator.step("Version 2 rolls out: lab, 10 %, 50 %, 100 %, each stage judged on field accuracy");
        var before = field.count();
        var rollout = operator.createRollout("2", List.of(0, 10, 50, 100));
        operator.start(rollout);
        var end = new Voyage(operator, patience, narrator).follow(rollout);
        require(end.state().equals("FINISHED"), "rollout of version 2 ended " + end.state() + ": " + end.why());
        requireEverybodyOn(operator, "2");
        var bytes = end.bytesOrNone();
        require(bytes.deltaBytes() > 0, "no device received a delta");
        narrator.line("%s as deltas and %s as full models, where full downloads had been %s"
                .formatted(
                        Units.bytes(bytes.deltaBytes()),
                        Units.bytes(bytes.fullBytes()),
                        Units.bytes(bytes.fullDownloadBytes())));
        return new Ending.Rollout(end, field.count().minus(before));
    }

    private Ending.Regression theWorseOneComesBack(Operator operator) throws StepFailed {
        narrator.step("Version 3 goes to a 50 % cohort, is seen to be worse in the field, and comes back by itself");
        var before = field.count();
        var rollout = operator.createRollout("3", List.of(50));
        operator.start(rollout);
        var end = new Voyage(operator, patience, narrator).follow(rollout);
        require(
                end.state().equals("ROLLED_BACK"),
                "rollout of version 3 ended " + end.state() + ", not ROLLED_BACK: " + end.why());
        requireEverybodyOn(operator, "2");
        var back = clock.instant();
        var visible = regressionVisible(operator, end);
        narrator.line("everybody is back on version 2, %s after the regression was visible"
                .formatted(Units.span(Duration.between(visible, back))));
        return new Ending.Regression(
                new Ending.Rollout(end, field.count().minus(before)), Duration.between(visible, back));
    }

    /** When the evidence first said WORSE; the gate acts on it at its next tick. */
    private static Instant regressionVisible(Operator operator, Seen.Rollout rollout) throws StepFailed {
        return operator.evidence(rollout.id()).stream()
                .filter(point -> point.verdict().equals("WORSE"))
                .map(Seen.Evidence::at)
                .findFirst()
                .or(() -> rollout.happenings().stream()
                        .filter(h -> h.kind().equals("GO_BACK"))
                        .map(Seen.Happening::at)
                        .findFirst())
                .orElseThrow(
                        () -> new StepFailed("the rollout went back, but no evidence says that version 3 is worse"));
    }

    private void requireEverybodyOn(Operator operator, String version) throws StepFailed {
        var digests = operator.digests(version);
        patience.await(
                "everybody on version " + version,
                Duration.ofSeconds(30),
                () -> operator.devices().stream().allMatch(d -> digests.contains(d.runs(MODEL)))
                        ? Optional.of(true)
                        : Optional.empty(),
                () -> "others: "
                        + operator.devices().stream()
                                .filter(d -> !digests.contains(d.runs(MODEL)))
                                .map(Seen.Device::id)
                                .toList());
        narrator.line("all %d devices attest a digest of version %s"
                .formatted(operator.devices().size(), version));
        requireEachClassOnItsOwn(operator, version);
    }

    /** Two classes, two files: the constrained camera never runs what the others run. */
    private void requireEachClassOnItsOwn(Operator operator, String version) throws StepFailed {
        var files = new TreeMap<String, Set<String>>();
        for (var device : operator.devices()) {
            files.computeIfAbsent(device.deviceClass(), name -> new TreeSet<>()).add(device.runs(MODEL));
        }
        require(
                files.size() > 1
                        && files.values().stream().allMatch(digests -> digests.size() == 1)
                        && Set.copyOf(files.values()).size() == files.size(),
                "classes of devices do not each run a variant of their own of version %s: %s"
                        .formatted(version, files));
        narrator.line(operator.variants(version, files.keySet()));
    }

    private void noInferenceFailed() throws StepFailed {
        narrator.step("No inference failed meanwhile");
        Count count = field.count();
        require(
                count.failed() == 0,
                "%d of %d readings failed; the first: %s"
                        .formatted(
                                count.failed(),
                                count.served() + count.failed(),
                                field.firstFailure().orElse("")));
        narrator.line(count.served() + " readings served, none failed");
    }

    private static void require(boolean held, String otherwise) throws StepFailed {
        if (!held) {
            throw new StepFailed(otherwise);
        }
    }
}
