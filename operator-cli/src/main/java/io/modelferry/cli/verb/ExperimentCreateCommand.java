package io.modelferry.cli.verb;

import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Describes an experiment to the server; nothing moves before it is started. */
@Command(
        name = "create",
        description = "Create an experiment; --start also starts it.",
        footer = {
            "",
            "Examples:",
            "  ferry experiment create meter-reader@1 2 --guardrail latency-p95=0.2 --start",
            "  ferry experiment create meter-reader@1 2 3 --weights 0.5,0.25,0.25 --share 0.2",
            "  ferry experiment create meter-reader@2 2-small --non-inferior 0.01 --unit site --forecast"
        })
public final class ExperimentCreateCommand implements Callable<Integer> {

    private static final int LONGEST_NAME = 31;

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(
            index = "0",
            paramLabel = "MODEL@CONTROL",
            converter = VersionId.Reader.class,
            description = "the version that the fleet runs")
    private @Nullable VersionId control;

    @Parameters(index = "1..*", arity = "1..7", paramLabel = "VERSION", description = "what is compared with it")
    private List<String> treatments = List.of();

    @Option(
            names = "--weights",
            split = ",",
            paramLabel = "SHARE",
            description = "of all arms, control first (default: equal)")
    private List<Double> weights = List.of();

    @Option(
            names = "--share",
            paramLabel = "SHARE",
            defaultValue = "1",
            description = "of the devices that take part; the others are held out (default: ${DEFAULT-VALUE})")
    private double share;

    @Option(
            names = "--unit",
            paramLabel = "UNIT",
            defaultValue = "device",
            description = "drawn by lot: device or site (default: ${DEFAULT-VALUE})")
    private String unit = "";

    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            defaultValue = "accuracy",
            description =
                    "that decides: accuracy, error-rate, latency-p95, acceptance-accuracy or shadow-agreement (default: ${DEFAULT-VALUE})")
    private String metric = "";

    @Option(
            names = "--superior",
            paramLabel = "MARGIN",
            defaultValue = "0",
            description = "must be better by more than this (default: ${DEFAULT-VALUE})")
    private double superior;

    @Option(names = "--non-inferior", paramLabel = "MARGIN", description = "instead: must not be worse by this")
    private @Nullable Double nonInferior;

    @Option(
            names = "--guardrail",
            paramLabel = "METRIC=MARGIN",
            description =
                    "must not get worse by this, for example error-rate=0.01, or drift=0.25 of the treatment alone; may be repeated")
    private Map<String, Double> guardrails = new LinkedHashMap<>();

    @Option(
            names = "--min",
            paramLabel = "SPAN",
            defaultValue = "1d",
            description = "nothing ships before (default: ${DEFAULT-VALUE})")
    private String min = "";

    @Option(
            names = "--max",
            paramLabel = "SPAN",
            defaultValue = "28d",
            description = "inconclusive after (default: ${DEFAULT-VALUE})")
    private String max = "";

    @Option(names = "--only-tell", description = "do not end it by itself when harm is proven")
    private boolean onlyTell;

    @Option(names = "--start", description = "start it at once")
    private boolean start;

    @Option(names = "--forecast", description = "only say whom it would reach and how long it would take")
    private boolean forecast;

    public ExperimentCreateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (var server = connection.open(shell)) {
            if (forecast) {
                var reckoned = server.post("/experiments/forecast", description());
                connection.show(shell, reckoned, words(reckoned));
                return 0;
            }
            var created = server.post("/experiments", description());
            var id = Fields.text(created, "id");
            var experiment = start
                    ? server.post("/experiments/" + id + "/start", Map.of("reason", "created with --start"))
                    : created;
            connection.show(
                    shell,
                    experiment,
                    start
                            ? id + " started; follow it: ferry experiment watch " + id
                            : id + " created; start it: ferry experiment start " + id);
            return 0;
        }
    }

    private Map<String, ?> description() {
        var wanted = Objects.requireNonNull(control, "picocli requires the parameter");
        var description = new HashMap<String, Object>();
        description.put("model", wanted.model().value());
        description.put("arms", arms(wanted.version().value()));
        description.put("share", share);
        description.put("unit", unit);
        description.put(
                "primary",
                nonInferior == null
                        ? Map.of("metric", metric, "proof", "superior", "margin", superior)
                        : Map.of("metric", metric, "proof", "non-inferior", "margin", nonInferior));
        var guards = new ArrayList<Map<String, Object>>();
        guardrails.forEach((name, margin) -> guards.add(Map.of("metric", name, "margin", margin)));
        description.put("guardrails", guards);
        description.put("minDuration", Units.parseSpan(min).toString());
        description.put("maxDuration", Units.parseSpan(max).toString());
        description.put("automatic", !onlyTell);
        return description;
    }

    private List<Map<String, Object>> arms(String controlVersion) {
        var versions = new ArrayList<>(List.of(controlVersion));
        versions.addAll(treatments);
        if (!weights.isEmpty() && weights.size() != versions.size()) {
            throw new IllegalArgumentException("--weights: %d for %d arms; give one for each, control first"
                    .formatted(weights.size(), versions.size()));
        }
        var arms = new ArrayList<Map<String, Object>>();
        for (var i = 0; i < versions.size(); i++) {
            var arm = new HashMap<String, Object>(
                    Map.of("name", i == 0 ? "control" : slug(versions.get(i)), "version", versions.get(i)));
            if (!weights.isEmpty()) {
                arm.put("weight", weights.get(i));
            }
            arms.add(arm);
        }
        return arms;
    }

    /** An arm is called after its version. */
    private static String slug(String version) {
        var name = "v" + version.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "-");
        return name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }

    private static String words(JsonNode forecast) {
        var table = new Table("WHAT", "FORECAST")
                .row("devices that can run every arm", Fields.text(forecast, "candidates"))
                .row("devices an arm", Fields.text(forecast, "perArm"))
                .row("the fleet runs", Fields.text(forecast, "current"))
                .row("evidence an arm needs", Fields.text(forecast, "samplesPerArm"))
                .row("decided after about", Fields.text(forecast, "timeToDecision"));
        var warnings = new StringBuilder(table.toString());
        forecast.path("warnings")
                .forEach(warning -> warnings.append("\nwarning: ").append(warning.asString()));
        return warnings.toString();
    }
}
