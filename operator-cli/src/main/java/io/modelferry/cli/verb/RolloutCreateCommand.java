package io.modelferry.cli.verb;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Units;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Describes a rollout to the server; nothing moves before it is started. */
@Command(
        name = "create",
        description = "Create a rollout; --start also starts it.",
        footer = {
            "",
            "Examples:",
            "  ferry rollout create meter-reader@2 --stages lab,10%%,50%%,100%% --soak 10m --start",
            "  ferry rollout create meter-reader@3 --stages 50%% --hold      (an A/B cohort)",
            "  ferry rollout create meter-reader@3 --target 'site==quay' --hold-out 10 --stages 5%%,90%% --per-minute 20",
            "  ferry rollout create --plan night.json --dry-run              (docs/rollouts.md: what a plan can say)",
            "  ferry rollout create meter-reader@3 --hours 22:00-04:30 --per-day 50MB --activate-at 2027-01-31T03:00:00Z"
        })
public class RolloutCreateCommand implements Callable<Integer> {

    final Shell shell;

    @Mixin
    Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL@VERSION",
            converter = VersionId.Reader.class,
            description = "may be left out where the plan names them")
    private @Nullable VersionId version;

    @Option(
            names = "--stages",
            split = ",",
            paramLabel = "STAGE",
            defaultValue = "lab,1%,10%,50%,100%",
            description = "default: ${DEFAULT-VALUE}")
    private List<String> stages = List.of();

    @Option(
            names = "--soak",
            paramLabel = "SPAN",
            defaultValue = "10m",
            description = "how long a stage must stay healthy (default: ${DEFAULT-VALUE})")
    private String soak = "";

    @Option(
            names = "--max-drop",
            paramLabel = "SHARE",
            defaultValue = "0.02",
            description = "tolerated drop of labelled accuracy against the control cohort (default: ${DEFAULT-VALUE})")
    private double maxDrop;

    @Option(
            names = "--first",
            description = "a model's first version: nothing to compare it with, devices must live with it")
    private boolean first;

    @Option(
            names = "--min-samples",
            paramLabel = "N",
            defaultValue = "500",
            description = "labelled inferences each side needs (default: ${DEFAULT-VALUE})")
    private long minSamples;

    @Option(
            names = "--deadline",
            paramLabel = "SPAN",
            defaultValue = "1d",
            description = "a stage that cannot be judged by then halts (default: ${DEFAULT-VALUE})")
    private String deadline = "";

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "JSON as POST /api/v1/rollouts takes it; options on the command line win")
    private @Nullable Path plan;

    @Mixin
    private RolloutReach reach = new RolloutReach();

    @Mixin
    private RolloutTerms terms = new RolloutTerms();

    @Option(names = "--hold", description = "stay at the last stage instead of finishing: an A/B cohort")
    private boolean hold;

    @Option(names = "--start", description = "start it at once")
    private boolean start;

    @Option(
            names = "--request-id",
            paramLabel = "KEY",
            description = "typed again with the same one, it makes no second rollout and shows the first")
    private @Nullable String requestId;

    public RolloutCreateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        var description = description();
        try (var server = connection.open(shell)) {
            var created = server.post("/rollouts", description, requestId);
            warn(server, created);
            if (Boolean.TRUE.equals(description.get("dryRun"))) {
                connection.show(shell, created, "nothing was written\n" + RolloutSheet.of(created));
                return 0;
            }
            var id = Fields.text(created, "id");
            if (Fields.text(created, "state").equals("AWAITING_APPROVAL")) {
                connection.show(
                        shell,
                        created,
                        "created " + id + ", a second person must agree\n  ferry rollout approve " + id);
                return 0;
            }
            var waits = !created.path("state").isString()
                    || Fields.text(created, "state").equals("READY");
            var rollout = start && waits
                    ? server.post("/rollouts/" + id + "/start", Map.of("reason", "created with --start"))
                    : created;
            connection.show(shell, rollout, words(id));
            return 0;
        }
    }

    /** Before anything moves: in what the version is no drop-in replacement for the one before. */
    private void warn(ControlPlaneClient server, JsonNode rollout) {
        if (rollout.path("previousVersion").isString()) {
            var before = new VersionId(
                    new ModelName(Fields.text(rollout, "model")),
                    new VersionName(Fields.text(rollout, "previousVersion")));
            var to = ControlPlaneClient.encode(Fields.text(rollout, "version"));
            var breaking = DiffSheet.breaking(server.get(before.path() + "/diff?to=" + to));
            if (!breaking.isEmpty()) {
                shell.err().println(breaking);
            }
        }
    }

    /** The body of the request. */
    final Map<String, Object> description() throws IOException {
        var description =
                plan == null ? standard() : PlanFile.read(shell.workingFolder().resolve(plan));
        if (version != null) {
            description.put("model", version.model().value());
            description.put("version", version.version().value());
        }
        if (!description.containsKey("stages") || typed("--stages")) {
            description.put("stages", new StagePlan(stages, Units.parseSpan(soak)).forTheServer());
        } else if (typed("--soak")) {
            throw usage("--soak goes with --stages: the plan's stages say theirs");
        }
        if (typed("--hold")) {
            description.put("hold", hold);
        }
        if (first) {
            description.remove("gate");
        } else {
            PlanFile.lay(gate(), description);
        }
        PlanFile.lay(reach.forTheServer(), description);
        PlanFile.lay(terms.forTheServer(), description);
        return description;
    }

    private Map<String, Object> standard() {
        if (version == null) {
            throw usage("say which: MODEL@VERSION, or --plan FILE");
        }
        return new HashMap<>(Map.of("hold", false));
    }

    /** The whole gate; beside a plan, only what was typed of it. */
    private Map<String, Object> gate() {
        var gate = new HashMap<String, Object>();
        put(gate, "maxAccuracyDrop", "--max-drop", maxDrop);
        put(gate, "minSamples", "--min-samples", minSamples);
        put(gate, "deadline", "--deadline", Units.parseSpan(deadline).toString());
        return gate.isEmpty() ? Map.of() : Map.of("gate", gate);
    }

    private void put(Map<String, Object> gate, String field, String option, Object value) {
        if (plan == null || typed(option)) {
            gate.put(field, value);
        }
    }

    private boolean typed(String option) {
        return commandLine().getParseResult().hasMatchedOption(option);
    }

    private ParameterException usage(String words) {
        return new ParameterException(commandLine(), words);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec, "picocli sets it").commandLine();
    }

    private String words(String id) {
        return start
                ? "started " + id + "\n  ferry rollout watch " + id
                : "created " + id + "\n  ferry rollout start " + id;
    }
}
