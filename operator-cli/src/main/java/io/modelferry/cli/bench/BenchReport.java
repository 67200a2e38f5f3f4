package io.modelferry.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Everything that one run measured.
 *
 * @param setting  what it was measured on and how, in a line
 * @param settings how each peer was called, by its name
 * @param absent   peers that are not installed, with the programs that they lack
 */
record BenchReport(
        String setting, List<PairResult> results, List<PeerSetting> settings, List<String> absent, Summary summary) {

    record PeerSetting(String peer, String command) {}

    BenchReport {
        results = List.copyOf(results);
        settings = List.copyOf(settings);
        absent = List.copyOf(absent);
    }

    boolean isComplete() {
        return results.stream().allMatch(result -> result.measured().isPresent());
    }

    String text() {
        return """
                %s

                %s

                %s

                %s

                %s
                """.formatted(
                        setting,
                        BenchGrids.ours(results).text(),
                        BenchGrids.peers(results, peerNames()).text(),
                        String.join("\n", notes()),
                        BenchGrids.summary(summary).text());
    }

    String markdown() {
        return """
                %s

                %s
                %s
                %s

                %s""".formatted(
                        setting,
                        BenchGrids.ours(results).markdown(),
                        BenchGrids.peers(results, peerNames()).markdown(),
                        notes().stream().map(note -> "- " + note).collect(Collectors.joining("\n")),
                        BenchGrids.summary(summary).markdown());
    }

    private List<String> peerNames() {
        return settings.stream().map(PeerSetting::peer).toList();
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        settings.forEach(peer -> notes.add(peer.peer() + ": " + peer.command()));
        absent.forEach(peer -> notes.add("left out, not installed: " + peer));
        if (results.stream().flatMap(result -> result.peers().values().stream()).anyMatch(BenchReport::isSliced)) {
            notes.add("%s: files above %d MiB in slices of %d MiB at equal offsets"
                    .formatted(BenchGrids.SLICED, Peers.WHOLE_UP_TO_BYTES >> 20, Peers.SLICE_BYTES >> 20));
        }
        results.forEach(result -> notes.addAll(failures(result)));
        return notes;
    }

    private static boolean isSliced(PeerOutcome outcome) {
        return outcome instanceof PeerOutcome.Measured measured && measured.sliced();
    }

    private static List<String> failures(PairResult result) {
        var failures = new ArrayList<String>();
        if (result.ours() instanceof OurOutcome.Failed failed) {
            failures.add("%s, ours: %s".formatted(result.pair().name(), failed.reason()));
        }
        result.peers().forEach((peer, outcome) -> {
            if (outcome instanceof PeerOutcome.Failed failed) {
                failures.add("%s, %s: %s".formatted(result.pair().name(), peer, failed.reason()));
            }
        });
        return failures;
    }
}
