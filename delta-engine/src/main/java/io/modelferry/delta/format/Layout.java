package io.modelferry.delta.format;

import java.util.List;

/**
 * How a file is cut: extents in ascending order that do not overlap, and the graph, which is all the bytes between them.
 *
 * @param fileBytes length of the file
 */
public record Layout(long fileBytes, List<Extent> extents) {

    public Layout {
        extents = List.copyOf(extents);
        long end = 0;
        for (var extent : extents) {
            if (extent.offset() < end) {
                throw new IllegalArgumentException("extents overlap at " + extent.offset());
            }
            end = extent.end();
        }
        if (end > fileBytes) {
            throw new IllegalArgumentException("extents end at " + end + " in a file of " + fileBytes);
        }
    }

    /** Bytes that no extent holds. */
    public long graphBytes() {
        return fileBytes - extents.stream().mapToLong(Extent::length).sum();
    }

    /** Bytes of the graph between extent {@code i} and the one before it; with {@code i = extents.size()}, after the last. */
    public long gapBefore(int i) {
        long from = i == 0 ? 0 : extents.get(i - 1).end();
        long to = i == extents.size() ? fileBytes : extents.get(i).offset();
        return to - from;
    }
}
