package io.modelferry.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** One program in more than one setting; the smallest patch counts, with the seconds that it took. */
record BestOf(String name, List<Peer> choices) implements Peer {

    BestOf {
        choices = List.copyOf(choices);
    }

    @Override
    public String settings() {
        return choices.stream().map(Peer::settings).collect(Collectors.joining(", or "));
    }

    @Override
    public List<String> missing() {
        return choices.stream()
                .flatMap(choice -> choice.missing().stream())
                .distinct()
                .toList();
    }

    @Override
    public PeerOutcome measure(Twins files, WorkFolder work, Duration limit) throws IOException {
        var best = choices.getFirst().measure(files, work, limit);
        for (var choice : choices.subList(1, choices.size())) {
            best = better(best, choice.measure(files, work, limit));
        }
        return best;
    }

    private static PeerOutcome better(PeerOutcome one, PeerOutcome other) {
        return List.of(one, other).stream()
                .min(Comparator.comparingLong(BestOf::rank))
                .orElseThrow();
    }

    private static long rank(PeerOutcome outcome) {
        return switch (outcome) {
            case PeerOutcome.Measured measured -> measured.bytes();
            case PeerOutcome.TimedOut _, PeerOutcome.TooLong _, PeerOutcome.Failed _ -> Long.MAX_VALUE;
        };
    }
}
