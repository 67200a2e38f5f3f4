package io.modelferry.delta.apply;

import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.codec.ByteSink;
import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.codec.Undecodable;
import io.modelferry.delta.codec.Workbench;
import io.modelferry.delta.format.CutFile;
import io.modelferry.delta.format.DeltaFile;
import io.modelferry.delta.format.Section;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** One pass over the body of a delta: the graph into memory (it is small by format), then extents and gaps in the target's order. */
final class Reconstruction {

    private static final int COPY_BYTES = 256 * 1024;

    private final DeltaFile delta;
    private final CutFile base;
    private final Workbench workbench;
    private final ByteSink target;
    private long at;
    private byte[] stored = new byte[0];
    private byte[] copied = new byte[0];

    Reconstruction(DeltaFile delta, FileChannel base, Workbench workbench, ByteSink target) {
        this.delta = delta;
        this.base = new CutFile(base, delta.directory().base());
        this.workbench = workbench;
        this.target = target;
        this.at = delta.bodyOffset();
    }

    void run() throws MalformedDelta, IOException {
        var directory = delta.directory();
        var layout = directory.target();
        var graph = graph(directory.graph());
        int used = 0;
        for (int i = 0; i < directory.sections().size(); i++) {
            int gap = (int) layout.gapBefore(i); // as long as the graph at most
            target.write(graph, used, gap);
            used += gap;
            section(directory.sections().get(i));
        }
        target.write(graph, used, graph.length - used);
    }

    private byte[] graph(@Nullable Section section) throws MalformedDelta, IOException {
        if (section == null) {
            return new byte[0];
        }
        var graph = new Collected((int) section.length());
        decode(section, graph);
        return graph.bytes();
    }

    private void section(Section section) throws MalformedDelta, IOException {
        decode(section, target);
    }

    private void decode(Section section, ByteSink sink) throws MalformedDelta, IOException {
        var old = baseOf(section);
        if (section.codec() == Codec.SAME) {
            copy(old, sink);
            return;
        }
        long done = 0;
        for (int chunk : section.chunks()) {
            int length = (int) Math.min(section.chunkBytes(), section.length() - done);
            var view = section.codec() == Codec.XOR_PLANES ? old.slice(done, length) : old;
            decode(section, chunk, view, length, sink);
            done += length;
        }
    }

    private void decode(Section section, int storedLength, BaseView old, int length, ByteSink sink)
            throws MalformedDelta, IOException {
        if (stored.length < storedLength) {
            stored = new byte[storedLength];
        }
        delta.read(at, stored, storedLength);
        try {
            workbench
                    .codec(section.codec())
                    .decode(stored, storedLength, old, length, section.type().width(), sink);
        } catch (Undecodable e) {
            throw new MalformedDelta(at, e.reason());
        }
        at += storedLength;
    }

    private BaseView baseOf(Section section) {
        return switch (section.baseIndex()) {
            case Section.NO_BASE -> BaseView.NONE;
            case Section.BASE_GRAPH -> base.graph();
            default -> base.extent(section.baseIndex());
        };
    }

    private void copy(BaseView old, ByteSink sink) throws IOException {
        if (copied.length == 0) {
            copied = new byte[COPY_BYTES];
        }
        for (long done = 0; done < old.length(); ) {
            int count = (int) Math.min(copied.length, old.length() - done);
            old.read(done, copied, 0, count);
            sink.write(copied, 0, count);
            done += count;
        }
    }
}
