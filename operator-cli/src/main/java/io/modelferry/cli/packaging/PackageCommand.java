package io.modelferry.cli.packaging;

import io.modelferry.cli.text.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ferry agent package}. */
@Command(
        name = "package",
        description = "Make a self-contained folder of the device agent: it runs without a JDK.",
        footer = {
            "",
            "For this machine's platform, with an AOT cache trained here. With --target-jdk for the platform of that JDK,",
            "which must be of this JDK's release and have a jmods folder; the device then trains the cache at its first start."
        })
public final class PackageCommand implements Callable<Integer> {

    private final Shell shell;

    @Option(names = "--out", paramLabel = "DIR", description = "the folder to make (default: <data>/ferry-agent)")
    private @Nullable Path out;

    @Option(names = "--target-jdk", paramLabel = "DIR", description = "a JDK for the device's platform")
    private @Nullable Path targetJdk;

    @Option(names = "--json", description = "print what was made as JSON")
    private boolean json;

    public PackageCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        var own = TargetJdk.running();
        var target = targetJdk == null
                ? own
                : TargetJdk.at(shell.workingFolder().resolve(targetJdk)).requireLinkableBy(own);
        var report = new AgentPackage(BuiltAgent.in(shell.home()), own, target).make(folder(), this::say);
        shell.out().println(json ? report.json() : report.text());
        return 0;
    }

    private Path folder() {
        var folder = out == null
                ? shell.data().resolve("ferry-agent")
                : shell.workingFolder().resolve(out);
        return folder.toAbsolutePath().normalize();
    }

    private void say(String step) {
        if (!json) {
            shell.err().println(step);
        }
    }
}
