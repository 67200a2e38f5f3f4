package io.modelferry.cli;

import io.modelferry.cli.bench.DeltaBenchCommand;
import io.modelferry.cli.bench.agent.AgentBenchCommand;
import io.modelferry.cli.bench.chaos.ChaosBenchCommand;
import io.modelferry.cli.bench.fleet.FleetBenchCommand;
import io.modelferry.cli.bench.optimize.OptimizeBenchCommand;
import io.modelferry.cli.bench.stats.StatsBenchCommand;
import io.modelferry.cli.delta.DeltaCommand;
import io.modelferry.cli.delta.DeltaPlanCommand;
import io.modelferry.cli.demo.BenchCommand;
import io.modelferry.cli.demo.DemoCommand;
import io.modelferry.cli.optimize.CanonicaliseCommand;
import io.modelferry.cli.optimize.OptimizeCommand;
import io.modelferry.cli.optimize.ProfileCommand;
import io.modelferry.cli.packaging.AgentCommand;
import io.modelferry.cli.packaging.PackageCommand;
import io.modelferry.cli.server.ExitCode;
import io.modelferry.cli.server.ServerProblem;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.trust.KeysChangeCommand;
import io.modelferry.cli.trust.KeysCommand;
import io.modelferry.cli.trust.SignCommand;
import io.modelferry.cli.tuf.TufClientCommand;
import io.modelferry.cli.verb.AliasCommand;
import io.modelferry.cli.verb.AuditCommand;
import io.modelferry.cli.verb.DeviceCommand;
import io.modelferry.cli.verb.DeviceDecisionCommand;
import io.modelferry.cli.verb.DeviceExplainCommand;
import io.modelferry.cli.verb.DevicePendingCommand;
import io.modelferry.cli.verb.DeviceSetCommand;
import io.modelferry.cli.verb.DeviceTagsCommand;
import io.modelferry.cli.verb.DeviceTokenCommand;
import io.modelferry.cli.verb.ExperimentCommand;
import io.modelferry.cli.verb.ExperimentCreateCommand;
import io.modelferry.cli.verb.FreezeCommand;
import io.modelferry.cli.verb.HistoryCommand;
import io.modelferry.cli.verb.ModelCommand;
import io.modelferry.cli.verb.ModelFloorCommand;
import io.modelferry.cli.verb.ModelOptimizeCommand;
import io.modelferry.cli.verb.OperatorCommand;
import io.modelferry.cli.verb.PublishCommand;
import io.modelferry.cli.verb.RecallCommand;
import io.modelferry.cli.verb.RolloutCommand;
import io.modelferry.cli.verb.RolloutCreateCommand;
import io.modelferry.cli.verb.RolloutDevicesCommand;
import io.modelferry.cli.verb.RolloutPlanCommand;
import io.modelferry.cli.verb.RolloutTimelineCommand;
import io.modelferry.cli.verb.SiteCommand;
import io.modelferry.cli.verb.ThawCommand;
import io.modelferry.cli.verb.TokenCommand;
import io.modelferry.cli.verb.UnrecallCommand;
import io.modelferry.cli.verb.WebhookCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code ferry VERB}: hangs the verbs under one name and turns what goes wrong into one line and an exit code. */
@Command(
        name = "ferry",
        description = "Modelferry ferries machine-learning models to fleets of edge devices.",
        synopsisSubcommandLabel = "VERB",
        versionProvider = Ferry.Version.class)
public final class Ferry {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "explain this verb")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "print the version of this command line")
    private boolean version;

    /** As the jar's manifest has it. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Ferry.class.getPackage().getImplementationVersion();
            return new String[] {"ferry " + (version == null ? "development" : version)};
        }
    }

    public static void main(String... arguments) {
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        var shell = new Shell(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("ferry.home", "")).toAbsolutePath(),
                System.console() != null && System.console().isTerminal(),
                InstantSource.system(),
                out,
                err);
        System.exit(commandLine(shell).execute(arguments));
    }

    /** Every verb, with its exit codes; nothing ends the process. */
    public static CommandLine commandLine(Shell shell) {
        return new CommandLine(new Ferry())
                .addSubcommand(new DemoCommand(shell))
                .addSubcommand(new CommandLine(new BenchCommand(shell))
                        .addSubcommand(new DeltaBenchCommand(shell))
                        .addSubcommand(new AgentBenchCommand(shell))
                        .addSubcommand(new FleetBenchCommand(shell))
                        .addSubcommand(new ChaosBenchCommand(shell))
                        .addSubcommand(new StatsBenchCommand(shell))
                        .addSubcommand(new OptimizeBenchCommand(shell)))
                .addSubcommand(new CommandLine(new AgentCommand()).addSubcommand(new PackageCommand(shell)))
                .addSubcommand(new PublishCommand(shell))
                .addSubcommand(new CommandLine(new ModelCommand(shell))
                        .addSubcommand(new ModelOptimizeCommand(shell))
                        .addSubcommand(new ModelFloorCommand(shell))
                        .addSubcommand(new AliasCommand(shell)))
                .addSubcommand(new CommandLine(new DeviceCommand(shell))
                        .addSubcommand(new DeviceSetCommand(shell))
                        .addSubcommand("tag", DeviceTagsCommand.tag(shell))
                        .addSubcommand("untag", DeviceTagsCommand.untag(shell))
                        .addSubcommand(new DeviceTokenCommand(shell))
                        .addSubcommand(new DevicePendingCommand(shell))
                        .addSubcommand("accept", DeviceDecisionCommand.accept(shell))
                        .addSubcommand("refuse", DeviceDecisionCommand.refuse(shell))
                        .addSubcommand(new DeviceExplainCommand(shell)))
                .addSubcommand(new SiteCommand(shell))
                .addSubcommand(new CommandLine(new RolloutCommand(shell))
                        .addSubcommand(new RolloutCreateCommand(shell))
                        .addSubcommand(new RolloutPlanCommand(shell))
                        .addSubcommand(new RolloutDevicesCommand(shell))
                        .addSubcommand(new RolloutTimelineCommand(shell)))
                .addSubcommand(
                        new CommandLine(new ExperimentCommand(shell)).addSubcommand(new ExperimentCreateCommand(shell)))
                .addSubcommand(new FreezeCommand(shell))
                .addSubcommand(new ThawCommand(shell))
                .addSubcommand(new RecallCommand(shell))
                .addSubcommand(new UnrecallCommand(shell))
                .addSubcommand(new HistoryCommand(shell))
                .addSubcommand(new WebhookCommand(shell))
                .addSubcommand(new AuditCommand(shell))
                .addSubcommand(new OperatorCommand(shell))
                .addSubcommand(new TokenCommand(shell))
                .addSubcommand(new CommandLine(new DeltaCommand(shell)).addSubcommand(new DeltaPlanCommand(shell)))
                .addSubcommand(new CommandLine(new OptimizeCommand(shell))
                        .addSubcommand(new CanonicaliseCommand(shell))
                        .addSubcommand(new ProfileCommand(shell)))
                .addSubcommand(new CommandLine(new KeysCommand(shell)).addSubcommand(new KeysChangeCommand(shell)))
                .addSubcommand(new SignCommand(shell))
                .addSubcommand(new TufClientCommand(shell))
                .setOut(shell.out())
                .setErr(shell.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((problem, line, parsed) -> explain(shell, problem));
    }

    private static int explain(Shell shell, Exception problem) {
        var code = switch (problem) {
            case ServerProblem known -> known.exitCode();
            case IllegalArgumentException usage -> ExitCode.USAGE;
            default -> ExitCode.FAILED;
        };
        shell.err().println("ferry: " + Printable.of(message(problem)));
        if (!isExpected(problem)) {
            problem.printStackTrace(shell.err());
        }
        return code.number();
    }

    private static boolean isExpected(Exception problem) {
        return problem instanceof ServerProblem
                || problem instanceof IllegalArgumentException
                || problem instanceof IOException;
    }

    private static String message(Exception problem) {
        var message = problem.getMessage();
        return message == null ? problem.getClass().getSimpleName() : message;
    }
}
