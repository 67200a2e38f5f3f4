package io.modelferry.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Measures every pair of a corpus: ours first, then the peers, one after the other.
 *
 * @param work where files of the measurement may lie for a while
 */
record CorpusBench(Corpus corpus, List<Peer> peers, Pace pace, Path work, Steps steps) {

    /** How long things are measured: ours by repetition, a peer once and for so long at most. */
    record Pace(Duration warmUp, int runs, Duration peerLimit) {

        Pace {
            if (runs < 1 || warmUp.isNegative() || !peerLimit.isPositive()) {
                throw new IllegalArgumentException("--runs and --peer-timeout are at least 1, --warm-up at least 0");
            }
        }
    }

    CorpusBench {
        peers = List.copyOf(peers);
    }

    BenchReport run() throws IOException {
        var installed = peers.stream().filter(peer -> peer.missing().isEmpty()).toList();
        var results = new ArrayList<PairResult>();
        try (var folder = WorkFolder.below(work)) {
            for (var pair : corpus.pairs()) {
                results.add(measure(pair, installed, folder));
            }
        } finally {
            steps.end();
        }
        return new BenchReport(
                setting(),
                results,
                installed.stream()
                        .map(peer -> new BenchReport.PeerSetting(peer.name(), peer.settings()))
                        .toList(),
                peers.stream()
                        .filter(peer -> !installed.contains(peer))
                        .map(CorpusBench::lack)
                        .toList(),
                Summary.of(results));
    }

    private PairResult measure(CorpusPair pair, List<Peer> installed, WorkFolder folder) throws IOException {
        var ours = new OurMeasurement(new OurEngine(), pace.warmUp(), pace.runs(), steps).of(pair, folder);
        var outcomes = new LinkedHashMap<String, PeerOutcome>();
        for (var peer : installed) {
            steps.now(pair.name() + ": " + peer.name());
            outcomes.put(peer.name(), peer.measure(new Twins(pair.old(), pair.current()), folder, pace.peerLimit()));
        }
        return new PairResult(pair, pair.oldBytes(), pair.newBytes(), ours, outcomes);
    }

    private static String lack(Peer peer) {
        return "%s (%s)".formatted(peer.name(), String.join(", ", peer.missing()));
    }

    private String setting() {
        return "Pairs: %d, %s. Ours: median of %d. Peers: once, at most %d s. %s %s, %d cores, Java %s."
                .formatted(
                        corpus.pairs().size(),
                        corpus.name(),
                        pace.runs(),
                        pace.peerLimit().toSeconds(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.version"));
    }
}
