package io.modelferry.cli.demo;

import io.modelferry.cli.server.ServerProblem;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ferry demo}: everything embedded, the whole story, and the console left open. */
@Command(
        name = "demo",
        description = "Start everything embedded, tell the whole story, leave the console open until Ctrl-C.",
        footer = {"", "Exit code 0 only if every step of the story held."})
public final class DemoCommand implements Callable<Integer> {

    private final Shell shell;

    @Option(names = "--exit", description = "end after the summary instead of leaving the console open")
    private boolean exit;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the demo's own folder, emptied at the start (default: <data>/demo)")
    private @Nullable Path data;

    @Option(
            names = "--devices",
            paramLabel = "N",
            defaultValue = "50",
            description = "simulated devices (default: ${DEFAULT-VALUE})")
    private int devices;

    @Option(names = "--packaged", description = "package the agent first, and run the three agents from the package")
    private boolean packaged;

    @Option(names = "--free-ports", description = "take free ports even if the usual ones are free")
    private boolean freePorts;

    @Option(
            names = "--window",
            paramLabel = "SPAN",
            defaultValue = "1s",
            description = "telemetry window and trial on the device (default: ${DEFAULT-VALUE})")
    private String window = "";

    @Option(
            names = "--soak",
            paramLabel = "SPAN",
            defaultValue = "3s",
            description = "of each stage (default: ${DEFAULT-VALUE})")
    private String soak = "";

    public DemoCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var settings = settings();
        var narrator = new Narrator(shell.out());
        try (var household = Household.moveInto(settings.data())) {
            stopWithUs(household, narrator);
            introduce(narrator, settings);
            var ports = DemoPorts.choose(freePorts);
            var ending = new Story(settings, household, narrator, shell.clock()).tell(ports);
            narrator.say("");
            narrator.say(ending.summary(narrator.elapsed()).toString());
            leaveTheConsoleOpen(narrator, settings, ports);
            return 0;
        } catch (StepFailed | ServerProblem failure) {
            narrator.say("");
            narrator.say("FAILED  " + failure.getMessage());
            narrator.say("        logs: " + settings.data().resolve("logs"));
            return 1;
        }
    }

    private DemoSettings settings() {
        if (devices < 10 || devices > 2000) {
            throw new IllegalArgumentException(
                    "--devices: from 10 to 2000; the story's 10 % stage needs somebody in it");
        }
        var folder = data == null
                ? shell.data().resolve("demo")
                : shell.workingFolder().resolve(data);
        return new DemoSettings(
                folder.toAbsolutePath().normalize(),
                shell.home(),
                devices,
                freePorts,
                Units.parseSpan(window),
                Units.parseSpan(soak),
                packaged);
    }

    private static void stopWithUs(Household household, Narrator narrator) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            narrator.hush();
            household.close();
        }));
    }

    private static void introduce(Narrator narrator, DemoSettings settings) {
        narrator.say("A utility company reads meters with cameras. Three real agents, %d simulated devices, two sites."
                .formatted(settings.simulatedDevices()));
        narrator.say(
                "Configured for a short story: telemetry windows and trials of %s, soaks of %s, gate: accuracy drop up to %s, %d labels each side."
                        .formatted(
                                Units.span(settings.window()),
                                Units.span(settings.soak()),
                                Units.percent(DemoSettings.MAX_ACCURACY_DROP),
                                DemoSettings.MIN_SAMPLES));
        narrator.say("Everything lies in " + settings.data());
    }

    private void leaveTheConsoleOpen(Narrator narrator, DemoSettings settings, DemoPorts ports)
            throws IOException, InterruptedException {
        if (exit) {
            return;
        }
        var password = ControlPlaneProcess.oneTimePassword(settings)
                .orElse("see " + settings.data().resolve("logs/control-plane.log"));
        narrator.say("");
        narrator.say("Console   http://127.0.0.1:%d   user admin, one-time password %s"
                .formatted(ports.console(), password));
        narrator.say("Ctrl-C stops everything.");
        new CountDownLatch(1).await();
    }
}
