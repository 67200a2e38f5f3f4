package io.modelferry.delta.generate;

import io.modelferry.delta.DeltaReport;
import io.modelferry.delta.ElementType;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.codec.ZstdFrames;
import io.modelferry.delta.format.DeltaHead;
import io.modelferry.delta.format.Directory;
import io.modelferry.delta.format.Match;
import io.modelferry.delta.format.Section;
import io.modelferry.delta.format.StagedFile;
import io.modelferry.delta.predict.Tensor;
import io.modelferry.delta.work.Crew;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One delta in the making: section after section is planned a little ahead, coded, and appended to the body. */
final class Making implements AutoCloseable {

    private static final int DIRECTORY_LEVEL = 19;

    private final Side base;
    private final Side target;
    private final Crew crew;
    private final CoderPool coders;
    private final StagedFile body;
    private final StagedFile patch;
    private final List<Counterpart> counterparts;
    private final ArrayDeque<Future<SectionPlan>> plans = new ArrayDeque<>();
    private final List<Section> sections = new ArrayList<>();
    private @Nullable BaseView searchable;
    private int planned;

    private Making(Side base, Side target, Crew crew, StagedFile body, StagedFile patch, Effort effort)
            throws IOException {
        this.base = base;
        this.target = target;
        this.crew = crew;
        this.coders = new CoderPool(effort);
        this.body = body;
        this.patch = patch;
        this.counterparts = Matching.of(base, target);
        target.startDigest(); // not before the counterparts are known: all else waits for them
        base.startDigest();
    }

    static Making start(DeltaGenerator.From from, Side target, Crew crew, Effort effort) throws IOException {
        var opened = new ArrayList<AutoCloseable>();
        try {
            var base = opened(opened, Side.open(from.base(), crew));
            var name = from.patch().getFileName() + ".body";
            var body = opened(opened, StagedFile.beside(from.patch().resolveSibling(name)));
            var patch = opened(opened, StagedFile.beside(from.patch()));
            return new Making(base, target, crew, body, patch, effort);
        } catch (IOException | RuntimeException e) {
            for (var each : opened) {
                closeQuietly(each, e);
            }
            throw e;
        }
    }

    /** Codes the next section; 0 is the graph. */
    void section(int number) throws IOException {
        planAhead();
        var plan = crew.result(plans.remove());
        planAhead();
        if (plan.isEmpty()) {
            return;
        }
        sections.add(new SectionWriter(plan, crew, coders, body).write());
    }

    private void planAhead() throws IOException {
        while (plans.size() <= 2 * crew.size() && planned < target.sections()) {
            var pair = planned == Side.GRAPH ? graph() : pair(planned - 1);
            plans.add(crew.start(() -> coders.with(coder -> SectionPlan.of(pair, coder))));
            planned++;
        }
    }

    private Pair graph() throws IOException {
        var old = base.file().graph();
        var current = new Tensor(
                Section.GRAPH, ElementType.BYTES, List.of(), target.file().graph());
        var counterpart = new Tensor(Section.GRAPH, ElementType.BYTES, List.of(), old);
        boolean isSame = new Contents().equal(old, current.bytes());
        return new Pair(current, Match.GRAPH, Section.NO_BASE, counterpart, isSame, Searchable.graph(base));
    }

    private Pair pair(int piece) throws IOException {
        var found = counterparts.get(piece);
        var tensor = target.tensor(piece);
        var old = found.exists() ? base.tensor(found.index()) : null;
        boolean isSearched = tensor.type() == ElementType.BYTES && !found.isSame();
        return new Pair(
                tensor, found.match(), found.index(), old, found.isSame(), isSearched ? searchable() : BaseView.NONE);
    }

    /** All of the base, ready to be searched once a plain piece asks for it. */
    private BaseView searchable() throws IOException {
        if (searchable == null) {
            searchable = Searchable.file(base);
        }
        return searchable;
    }

    DeltaReport finish() throws IOException {
        var directory = directory();
        var head = head(directory);
        var digest = crew.start(() -> digest(head));
        patch.write(head, 0, head.length);
        patch.append(body);
        return new DeltaReport(
                base.digest(),
                target.digest(),
                crew.result(digest),
                base.length(),
                target.length(),
                head.length + directory.bodyBytes(),
                directory.all().stream().map(Section::report).toList());
    }

    private byte[] head(Directory directory) throws IOException {
        try (var zstd = new ZstdFrames(DIRECTORY_LEVEL)) {
            return DeltaHead.of(directory, base.digest(), target.digest(), zstd);
        }
    }

    private Directory directory() {
        boolean hasGraph = target.layout().graphBytes() > 0;
        var graph = hasGraph ? sections.getFirst() : null;
        return new Directory(
                base.layout(), target.layout(), graph, sections.subList(hasGraph ? 1 : 0, sections.size()));
    }

    /** Of the patch, while it is put together. */
    private Sha256 digest(byte[] head) throws IOException {
        var digest = Sha256.newDigest();
        digest.update(head);
        body.update(digest, 0, body.length());
        return Sha256.of(digest.digest());
    }

    void moveIntoPlace() throws IOException {
        patch.moveIntoPlace();
    }

    @Override
    public void close() throws IOException {
        plans.forEach(crew::forget);
        coders.close();
        try (patch;
                body;
                base) {
            plans.clear();
        }
    }

    private static <T extends AutoCloseable> T opened(List<AutoCloseable> all, T one) {
        all.addFirst(one);
        return one;
    }

    private static void closeQuietly(AutoCloseable each, Exception because) {
        try {
            each.close();
        } catch (Exception e) {
            because.addSuppressed(e);
        }
    }
}
