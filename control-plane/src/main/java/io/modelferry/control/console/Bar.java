package io.modelferry.control.console;

import java.util.ArrayList;
import java.util.List;

/**
 * A bar cut into segments, in thousandths of its length, ready for SVG attributes.
 *
 * @param segments without the empty ones
 * @param legend every part, also the empty ones
 */
record Bar(List<Segment> segments, List<Part> legend, long total) {

    static final int LENGTH = 1000;

    Bar {
        segments = List.copyOf(segments);
        legend = List.copyOf(legend);
    }

    /** @param fill the last word of a CSS class {@code fill-…} */
    record Part(String name, String fill, long count) {}

    record Segment(String fill, double x, double width) {}

    static Bar of(List<Part> parts) {
        var total = parts.stream().mapToLong(Part::count).sum();
        var segments = new ArrayList<Segment>();
        var x = 0.0;
        for (var part : parts) {
            if (part.count() > 0) {
                var width = (double) LENGTH * part.count() / total;
                segments.add(new Segment(part.fill(), x, width));
                x += width;
            }
        }
        return new Bar(segments, parts, total);
    }

    /** The bar in words, for those who do not see it. */
    public String words() {
        return String.join(
                ", ",
                legend.stream()
                        .filter(part -> part.count() > 0)
                        .map(part -> part.count() + " " + part.name())
                        .toList());
    }
}
