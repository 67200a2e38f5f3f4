package io.modelferry.control.incident;

import io.modelferry.control.rollout.RolloutView;
import io.modelferry.control.rollout.TimelineEntry;
import java.util.List;
import java.util.stream.Collectors;

/** Tells whoever opens a capsule what is in it. */
final class CapsuleReadme {

    private CapsuleReadme() {}

    static String of(RolloutView rollout, List<TimelineEntry> incidents) {
        return """
                # Incident capsule of rollout %s

                Model `%s`, version `%s`, before it `%s`. State when this was packed: %s.

                %s

                | file | what it is |
                |---|---|
                | `rollout.json` | the rollout as the API shows it: state, counts of devices, bytes |
                | `plan.json` | stages, gate, probation and terms of delivery |
                | `timeline.json` | everything that happened to it, oldest first, with the numbers of the moment |
                | `evidence.json` | the gate's numbers over time |
                | `versions.json` | this version and the one before with every file's SHA-256, the model's earlier versions, recalls |
                | `devices.json`, `devices.csv` | every device of the rollout: state, reason, bytes; what it reported when it failed, with its last log lines (of at most %d devices) |
                | `audit.json` | who ordered what, for this rollout and its version; without network addresses |
                | `telemetry.csv` | the model in the field around the incident, by version |
                | `MANIFEST.sha256` | SHA-256 of every other file: `sha256sum -c MANIFEST.sha256` |

                Times are UTC. In `telemetry.csv` latencies are microseconds, accuracy and error rate lie between 0 and 1. Spreadsheets: text that
                begins like a formula has an apostrophe before it in the CSV files; the JSON files have it as it was.
                """.formatted(
                        rollout.id(),
                        rollout.model(),
                        rollout.version(),
                        rollout.previousVersion() == null ? "none" : rollout.previousVersion(),
                        rollout.state(),
                        incidents.stream()
                                .map(entry -> "* " + entry.at() + " " + entry.kind() + " by " + entry.actor() + ": "
                                        + oneLine(entry.text()))
                                .collect(Collectors.joining("\n")),
                        DeviceParts.WITH_LOGS);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
