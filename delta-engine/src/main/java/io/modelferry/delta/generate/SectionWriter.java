package io.modelferry.delta.generate;

import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.format.RunnerUp;
import io.modelferry.delta.format.Section;
import io.modelferry.delta.format.StagedFile;
import io.modelferry.delta.work.Crew;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Codes a section's chunks on all threads and appends them in order. */
final class SectionWriter {

    private final SectionPlan plan;
    private final Pair pair;
    private final Crew crew;
    private final CoderPool coders;
    private final StagedFile body;

    SectionWriter(SectionPlan plan, Crew crew, CoderPool coders, StagedFile body) {
        this.plan = plan;
        this.pair = plan.pair();
        this.crew = crew;
        this.coders = coders;
        this.body = body;
    }

    /** The cheapest way; if a chunk turns out not to be expressible, the next cheapest. */
    Section write() throws IOException {
        long start = body.length();
        for (var price : plan.prices()) {
            body.write(price.parameters(), 0, price.parameters().length);
            var chunks = price.codec() == Codec.EXACT ? List.<Integer>of() : chunks(price);
            if (chunks != null) {
                return section(price, chunks);
            }
            body.truncate(start);
        }
        throw new IllegalStateException("no way to code " + pair.target().name());
    }

    private @Nullable List<Integer> chunks(Price price) throws IOException {
        if (plan.only() != null && price == plan.prices().getFirst()) {
            return append(plan.only());
        }
        return codedInParallel(price);
    }

    private List<Integer> append(byte[] chunk) throws IOException {
        body.write(chunk, 0, chunk.length);
        return List.of(chunk.length);
    }

    private @Nullable List<Integer> codedInParallel(Price price) throws IOException {
        var lengths = new ArrayList<Integer>();
        var pending = new ArrayDeque<Future<byte @Nullable []>>();
        int chunkElements = pair.chunkBytes() / pair.type().width();
        try {
            for (long first = 0; first < pair.target().elements() || !pending.isEmpty(); ) {
                if (first < pair.target().elements() && pending.size() <= crew.size()) {
                    pending.add(started(price, first, chunkElements));
                    first += chunkElements;
                    continue;
                }
                var chunk = crew.result(pending.remove());
                if (chunk == null) {
                    return null;
                }
                lengths.addAll(append(chunk));
            }
            return lengths;
        } finally {
            pending.forEach(crew::forget);
        }
    }

    private Future<byte @Nullable []> started(Price price, long first, int chunkElements) {
        int count = (int) Math.min(chunkElements, pair.target().elements() - first);
        return crew.start(
                () -> coders.with(coder -> coder.code(pair, price.prediction(), price.codec(), first, count)));
    }

    private Section section(Price price, List<Integer> chunks) {
        boolean isExact = chunks.stream().allMatch(length -> length == 0);
        return new Section(
                pair.target().name(),
                pair.type(),
                pair.target().bytes().length(),
                pair.match(),
                price.prediction().kind(),
                price.prediction().kind().readsBase() ? pair.baseIndex() : Section.NO_BASE,
                new Section.Parameters(price.prediction().parameters().length, price.parameters().length),
                isExact ? Codec.EXACT : price.codec(),
                isExact ? List.of() : chunks,
                runnerUp(price));
    }

    private @Nullable RunnerUp runnerUp(Price taken) {
        return plan.prices().stream()
                .filter(price -> !Objects.equals(price, taken))
                .findFirst()
                .map(next -> new RunnerUp(next.prediction().kind(), next.codec(), next.storedBytes()))
                .orElse(null);
    }
}
