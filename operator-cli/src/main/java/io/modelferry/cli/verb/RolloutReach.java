package io.modelferry.cli.verb;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom a rollout is about, how fast it goes, when it begins and what it does without. */
final class RolloutReach {

    @Option(names = "--target", paramLabel = "FILTER", description = "only these devices, for example site==quay")
    private @Nullable String target;

    @Option(
            names = "--hold-out",
            paramLabel = "PERCENT",
            description = "so many of the devices do not get it before the rollout ended: control to the last stage")
    private @Nullable Double holdOut;

    @Option(names = "--per-minute", paramLabel = "N", description = "devices given the version a minute, to begin with")
    private @Nullable Double perMinute;

    @Option(
            names = {"--start-at", "--not-before"},
            paramLabel = "INSTANT",
            description = "it starts by itself then, for example 2027-01-31T03:00:00Z")
    private @Nullable String startAt;

    @Option(
            names = "--supersedes",
            split = ",",
            paramLabel = "ROLLOUT",
            description = "these active rollouts end when it starts")
    private List<String> supersedes = List.of();

    @Option(
            names = "--no-way-back",
            description =
                    "also if the version that devices run lies below the model's floor: it halts where it would go back")
    private boolean noWayBack;

    @Option(names = "--dry-run", description = "check and reckon it, write nothing")
    private boolean dryRun;

    /** The parts of a rollout's description that were given. */
    Map<String, Object> forTheServer() {
        var terms = new HashMap<String, Object>();
        put(terms, "target", target);
        put(terms, "holdOut", holdOut);
        put(terms, "pacing", perMinute == null ? null : Map.of("devicesPerMinute", perMinute));
        put(terms, "startAt", startAt);
        put(terms, "supersedes", supersedes.isEmpty() ? null : supersedes);
        put(terms, "noWayBack", noWayBack ? true : null);
        put(terms, "dryRun", dryRun ? true : null);
        return terms;
    }

    private static void put(Map<String, Object> terms, String name, @Nullable Object value) {
        if (value != null) {
            terms.put(name, value);
        }
    }
}
