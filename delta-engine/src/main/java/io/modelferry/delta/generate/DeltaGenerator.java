package io.modelferry.delta.generate;

import io.modelferry.delta.DeltaException;
import io.modelferry.delta.DeltaReport;
import io.modelferry.delta.ElementType;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.codec.Workbench;
import io.modelferry.delta.format.DeltaFile;
import io.modelferry.delta.format.Directory;
import io.modelferry.delta.format.Match;
import io.modelferry.delta.format.Section;
import io.modelferry.delta.format.StagedFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Writes the delta that turns one file into another. The same pair gives the same bytes, always. Files that are no ONNX models are
 * as welcome: they are cut into plain pieces. Holds no state; any number of threads may share one.
 */
public final class DeltaGenerator {

    /** The search for moved bytes takes seconds for each MiB; a model's graph is far below this, a foreign file may be above. */
    private static final long MAX_SEARCHED_BYTES = 16L * 1024 * 1024;

    /**
     * Reads base and target more than once; they must not change meanwhile.
     *
     * @param patch replaced if it exists; on failure it is as it was
     * @throws IllegalArgumentException if a file is longer than {@link io.modelferry.delta.format.FormatLimits#MAX_SIDE_BYTES}
     */
    public DeltaReport generate(Path base, Path target, Path patch) throws DeltaException, IOException {
        try (var workbench = new Workbench();
                var old = FileChannel.open(base, StandardOpenOption.READ);
                var current = FileChannel.open(target, StandardOpenOption.READ);
                var body = StagedFile.beside(patch.resolveSibling(patch.getFileName() + ".body"));
                var staged = StagedFile.beside(patch)) {
            var baseDigest = Sha256.of(old);
            var targetDigest = Sha256.of(current);
            var directory = writeBody(Cut.of(old), Cut.of(current), workbench, body);
            var head = DeltaFile.head(directory, baseDigest, targetDigest, workbench.zstd());
            staged.write(head, 0, head.length);
            staged.append(body);
            var patchDigest = staged.digest();
            staged.commit();
            return new DeltaReport(
                    baseDigest,
                    targetDigest,
                    patchDigest,
                    directory.base().fileBytes(),
                    directory.target().fileBytes(),
                    head.length + directory.bodyBytes(),
                    directory.all().stream().map(Section::report).toList());
        }
    }

    private static Directory writeBody(Cut base, Cut target, Workbench workbench, StagedFile body) throws IOException {
        var writer = new BodyWriter(new Pricing(workbench), body, target.plainBytes() <= MAX_SEARCHED_BYTES);
        var graph = writeGraph(base, target, writer);
        var matches = Matching.of(base, target);
        var sections = new ArrayList<Section>();
        for (int i = 0; i < target.pieces().size(); i++) {
            sections.add(writer.write(pair(base, target, i, matches.get(i))));
        }
        return new Directory(base.file().layout(), target.file().layout(), graph, sections);
    }

    private static @Nullable Section writeGraph(Cut base, Cut target, BodyWriter writer) throws IOException {
        var graph = target.file().graph();
        if (graph.length() == 0) {
            return null;
        }
        var old = base.file().graph();
        return writer.write(new Pair(Section.GRAPH, ElementType.BYTES, graph, Match.NONE, Section.BASE_GRAPH, old));
    }

    private static Pair pair(Cut base, Cut target, int i, Counterpart counterpart) {
        var piece = target.pieces().get(i);
        var view = counterpart.exists() ? base.file().extent(counterpart.index()) : BaseView.NONE;
        int index = counterpart.exists() ? counterpart.index() : Section.NO_BASE;
        return new Pair(piece.name(), piece.type(), target.file().extent(i), counterpart.match(), index, view);
    }
}
