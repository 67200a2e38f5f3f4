package io.modelferry.cli.verb;

import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Units;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Describes a rollout to the server; nothing moves before it is started. */
@Command(
        name = "create",
        description = "Create a rollout; --start also starts it.",
        footer = {
            "",
            "Examples:",
            "  ferry rollout create meter-reader@2 --stages lab,10%%,50%%,100%% --soak 10m --start",
            "  ferry rollout create meter-reader@3 --stages 50%% --hold      (an A/B cohort)",
            "  ferry rollout create meter-reader@3 --hours 22:00-04:30 --per-day 50MB --activate-at 2027-01-31T03:00:00Z"
        })
public final class RolloutCreateCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "MODEL@VERSION", converter = VersionId.Reader.class)
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

    @Mixin
    private RolloutTerms terms = new RolloutTerms();

    @Option(names = "--hold", description = "stay at the last stage instead of finishing: an A/B cohort")
    private boolean hold;

    @Option(names = "--start", description = "start it at once")
    private boolean start;

    public RolloutCreateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (var server = connection.open(shell)) {
            var created = server.post("/rollouts", description());
            var id = Fields.text(created, "id");
            var rollout = start
                    ? server.post("/rollouts/" + id + "/start", Map.of("reason", "created with --start"))
                    : created;
            connection.show(shell, rollout, words(id));
            return 0;
        }
    }

    private Map<String, ?> description() {
        var wanted = Objects.requireNonNull(version, "picocli requires the parameter");
        var description = new HashMap<String, Object>(Map.of(
                "model", wanted.model().value(),
                "version", wanted.version().value(),
                "stages", new StagePlan(stages, Units.parseSpan(soak)).forTheServer(),
                "hold", hold));
        if (!first) {
            description.put(
                    "gate",
                    Map.of(
                            "maxAccuracyDrop", maxDrop,
                            "minSamples", minSamples,
                            "deadline", Units.parseSpan(deadline).toString()));
        }
        description.putAll(terms.forTheServer());
        return description;
    }

    private String words(String id) {
        return start
                ? "started " + id + "\n  ferry rollout watch " + id
                : "created " + id + "\n  ferry rollout start " + id;
    }
}
