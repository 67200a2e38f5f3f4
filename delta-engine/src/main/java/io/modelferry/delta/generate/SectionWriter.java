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

    /** The cheapest way; if a chunk turns out not to be expressible, the next cheapest, at last as it is: not every way has a price. */
    Section write() throws IOException {
        long start = body.length();
        for (var price : plan.prices()) {
            var way = price.way();
            body.write(way.parameters(), 0, way.parameters().length);
            var chunks = way.codec() == Codec.EXACT ? List.<Integer>of() : chunks(price);
            if (chunks != null) {
                return section(way, chunks, runnerUp(price));
            }
            body.truncate(start);
        }
        var chunks = codedInParallel(Way.literal(pair));
        return section(Way.literal(pair), Objects.requireNonNull(chunks), null);
    }

    private @Nullable List<Integer> chunks(Price price) throws IOException {
        if (plan.only() != null && price == plan.prices().getFirst()) {
            return append(plan.only());
        }
        return codedInParallel(price.way());
    }

    private List<Integer> append(byte[] chunk) throws IOException {
        body.write(chunk, 0, chunk.length);
        return List.of(chunk.length);
    }

    private @Nullable List<Integer> codedInParallel(Way way) throws IOException {
        var lengths = new ArrayList<Integer>();
        var pending = new ArrayDeque<Future<byte @Nullable []>>();
        int chunkElements = pair.chunkBytes() / pair.type().width();
        try {
            for (long first = 0; first < pair.target().elements() || !pending.isEmpty(); ) {
                if (first < pair.target().elements() && pending.size() <= crew.size()) {
                    pending.add(started(way, first, chunkElements));
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

    private Future<byte @Nullable []> started(Way way, long first, int chunkElements) {
        int count = (int) Math.min(chunkElements, pair.target().elements() - first);
        return crew.start(() -> coders.with(coder -> coder.code(pair, way, first, count)));
    }

    private Section section(Way way, List<Integer> chunks, @Nullable RunnerUp runnerUp) {
        boolean isExact = chunks.stream().allMatch(length -> length == 0);
        return new Section(
                pair.target().name(),
                pair.type(),
                pair.target().bytes().length(),
                pair.match(),
                way.prediction().kind(),
                way.prediction().kind().readsBase() ? pair.baseIndex() : Section.NO_BASE,
                new Section.Parameters(way.prediction().parameters().length, way.parameters().length),
                isExact ? Codec.EXACT : way.codec(),
                isExact ? List.of() : chunks,
                runnerUp);
    }

    private @Nullable RunnerUp runnerUp(Price taken) {
        return plan.prices().stream()
                .filter(price -> !Objects.equals(price, taken))
                .findFirst()
                .map(next ->
                        new RunnerUp(next.way().prediction().kind(), next.way().codec(), next.storedBytes()))
                .orElse(null);
    }
}
