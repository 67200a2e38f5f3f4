package io.modelferry.delta.format;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the body holds, in its order: how base and target are cut, and each section.
 *
 * @param graph    the bytes of the target between its extents; null if there are none
 * @param sections one for each extent of the target
 */
public record Directory(
        Layout base, Layout target, @Nullable Section graph, List<Section> sections) {

    public Directory {
        sections = List.copyOf(sections);
        if (sections.size() != target.extents().size()) {
            throw new IllegalArgumentException("one section for each extent");
        }
    }

    public long bodyBytes() {
        long graphBytes = graph == null ? 0 : graph.storedBytes();
        return graphBytes + sections.stream().mapToLong(Section::storedBytes).sum();
    }

    /** The graph first, if there is one: in the order of the body. */
    public List<Section> all() {
        if (graph == null) {
            return sections;
        }
        var all = new ArrayList<Section>();
        all.add(graph);
        all.addAll(sections);
        return List.copyOf(all);
    }
}
