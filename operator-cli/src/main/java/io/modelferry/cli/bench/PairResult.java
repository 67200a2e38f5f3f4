package io.modelferry.cli.bench;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A pair, and what everybody made of it.
 *
 * @param peers outcomes by peer's name, in the order of the table
 */
record PairResult(CorpusPair pair, long oldBytes, long newBytes, OurOutcome ours, Map<String, PeerOutcome> peers) {

    /** Who needed the fewest bytes, not counting us. */
    record Best(String peer, long bytes) {}

    PairResult {
        peers = new LinkedHashMap<>(peers);
    }

    Optional<Best> best() {
        return peers.entrySet().stream()
                .<Best>mapMulti((entry, add) -> {
                    if (entry.getValue() instanceof PeerOutcome.Measured measured) {
                        add.accept(new Best(entry.getKey(), measured.bytes()));
                    }
                })
                .min(Comparator.comparingLong(Best::bytes));
    }

    Optional<OurOutcome.Measured> measured() {
        return ours instanceof OurOutcome.Measured measured ? Optional.of(measured) : Optional.empty();
    }

    /** Our bytes as a share of the best peer's; absent where either is. */
    Optional<Double> ratio() {
        return measured().flatMap(own -> best().map(best -> (double) own.bytes() / best.bytes()));
    }

    Optional<Double> diffMegabytesPerSecond() {
        return measured().map(own -> newBytes * 1e3 / own.diff().toNanos());
    }

    Optional<Double> applyMegabytesPerSecond() {
        return measured().map(own -> newBytes * 1e3 / own.apply().toNanos());
    }

    double share(long bytes) {
        return (double) bytes / newBytes;
    }
}
