package io.modelferry.delta.generate;

import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.codec.IndexedBase;
import io.modelferry.delta.codec.IndexedBase.Range;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A base made ready for the search that suits its length: short ones are sorted anew for each chunk, long ones indexed once. */
final class Searchable {

    /** A suffix sort takes about a second for a MiB. */
    private static final long MAX_SORTED_BYTES = 2 * 1024 * 1024;

    private Searchable() {}

    static BaseView graph(Side base) throws IOException {
        var graph = base.file().graph();
        return graph.length() <= MAX_SORTED_BYTES
                ? graph
                : new IndexedBase(graph, List.of(new Range(0, graph.length())));
    }

    /** All of the file to read, but to be found only what is no tensor: what a plain piece holds comes from nowhere else. */
    static BaseView file(Side base) throws IOException {
        var whole = base.file().whole();
        return whole.length() <= MAX_SORTED_BYTES ? whole : new IndexedBase(whole, plainRanges(base));
    }

    private static List<Range> plainRanges(Side base) {
        var ranges = new ArrayList<Range>();
        long at = 0;
        for (var piece : base.pieces()) {
            if (piece.isTensor()) {
                addRange(ranges, at, piece.extent().offset());
                at = piece.extent().end();
            }
        }
        addRange(ranges, at, base.length());
        return ranges;
    }

    private static void addRange(List<Range> ranges, long from, long to) {
        if (to > from) {
            ranges.add(new Range(from, to - from));
        }
    }
}
