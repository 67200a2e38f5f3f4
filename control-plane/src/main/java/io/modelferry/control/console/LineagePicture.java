package io.modelferry.control.console;

import io.modelferry.control.delta.Deltas.DeltaView;
import io.modelferry.control.optimisation.Variants.VariantView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Versions, the variants that were made of each and the deltas that lead to each variant, as boxes and lines from left to right;
 * at the left edge lines lead from a version to those that came of it. Pixels.
 *
 * @param width of the whole, as {@code height}
 */
public record LineagePicture(int width, int height, List<Box> boxes, List<Line> lines) {

    private static final int WIDTH = 880;
    private static final int BOX_HEIGHT = 44;
    private static final int ROW = 56;
    private static final int[] LEFT = {1, 290, 600};
    private static final int[] BOX_WIDTH = {190, 230, 279};

    /** Room for lines from version to version. */
    private static final int EDGE = 40;

    /**
     * @param tone the last word of the CSS class {@code box-…}
     * @param link null if there is no page behind it
     */
    public record Box(
            int x,
            int y,
            int width,
            int height,
            String title,
            String detail,
            String tone,
            @Nullable String link) {

        double middle() {
            return y + height / 2.0;
        }
    }

    /** @param path of an SVG {@code path} */
    public record Line(String path, String tone) {}

    /** A delta and what it starts from. */
    record Leading(DeltaView delta, VersionLabels.Label base) {}

    /**
     * One version with what hangs on it.
     *
     * @param link to its page; null on that page
     * @param parents places in the picture, from 0, of the versions that it came from
     */
    record Branch(
            String title,
            String detail,
            @Nullable String link,
            List<VariantView> variants,
            List<Leading> deltas,
            List<Integer> parents) {}

    static LineagePicture of(List<Branch> branches, Figures figures) {
        var edge = branches.stream().allMatch(branch -> branch.parents().isEmpty()) ? 0 : EDGE;
        var drawing = new Drawing(figures, edge);
        branches.forEach(drawing::add);
        return drawing.picture(branches);
    }

    /** In words, for those who do not see it. */
    public String words() {
        return String.join(
                "; ",
                boxes.stream().map(box -> box.title() + ", " + box.detail()).toList());
    }

    /** Grows downwards, a row for each delta. */
    private static final class Drawing {

        private final Figures figures;
        private final int edge;
        private final List<Box> roots = new ArrayList<>();
        private final List<Box> boxes = new ArrayList<>();
        private final List<Line> lines = new ArrayList<>();
        private int rows;

        Drawing(Figures figures, int edge) {
            this.figures = figures;
            this.edge = edge;
        }

        void add(Branch branch) {
            var first = rows;
            var variants = new ArrayList<Box>();
            var deltas = new ArrayList<Box>();
            for (var variant : branch.variants()) {
                var box = add(variant, to(variant, branch.deltas()), deltas);
                variants.add(box);
            }
            rows = Math.max(rows, first + 1);
            var root = box(0, (first + rows - 1) / 2.0, branch.title(), branch.detail(), "root", branch.link());
            variants.forEach(variant -> lines.add(line(root, variant, variant.tone())));
            roots.add(root);
            boxes.add(root);
            boxes.addAll(variants);
            boxes.addAll(deltas);
        }

        private Box add(VariantView variant, List<Leading> leading, List<Box> deltas) {
            var first = rows;
            rows += Math.max(1, leading.size());
            var box = box(1, (first + rows - 1) / 2.0, variant.variant(), detail(variant), tone(variant), null);
            for (int i = 0; i < leading.size(); i++) {
                var delta = delta(first + i, leading.get(i));
                deltas.add(delta);
                lines.add(line(box, delta, "quiet"));
            }
            return box;
        }

        LineagePicture picture(List<Branch> branches) {
            for (int child = 0; child < branches.size(); child++) {
                for (var parent : branches.get(child).parents()) {
                    lines.add(descent(roots.get(parent), roots.get(child)));
                }
            }
            return new LineagePicture(WIDTH + edge, Math.max(1, rows) * ROW, List.copyOf(boxes), List.copyOf(lines));
        }

        private static List<Leading> to(VariantView variant, List<Leading> deltas) {
            return deltas.stream()
                    .filter(leading -> leading.delta().target().equals(variant.digest()))
                    .toList();
        }

        private Box delta(int row, Leading leading) {
            var base = leading.base();
            var from = base.drifted() ? base.digest().brief() : "v" + base.version() + " " + base.variant();
            var sent = figures.bytes(leading.delta().lengthBytes()) + ", "
                    + figures.percentOf(
                            leading.delta().lengthBytes(), leading.delta().targetBytes()) + " of the file";
            return box(
                    2,
                    row,
                    "Δ from " + from,
                    sent,
                    "delta",
                    "/deltas/" + leading.delta().delta().hex());
        }

        private String detail(VariantView variant) {
            var size = variant.lengthBytes() == 0 ? "" : figures.bytes(variant.lengthBytes());
            return switch (tone(variant)) {
                case "good" -> size;
                case "live" -> "being made";
                case "bad" -> "failed";
                default -> size.isEmpty() ? "not offered" : size + ", not offered";
            };
        }

        private static String tone(VariantView variant) {
            return switch (variant.status()) {
                case "OFFERED" -> "good";
                case "RUNNING" -> "live";
                case "FAILED" -> "bad";
                default -> "warn";
            };
        }

        private Box box(int column, double row, String title, String detail, String tone, @Nullable String link) {
            var y = (int) Math.round(row * ROW + (ROW - BOX_HEIGHT) / 2.0);
            return new Box(edge + LEFT[column], y, BOX_WIDTH[column], BOX_HEIGHT, title, detail, tone, link);
        }

        private static Line line(Box from, Box to, String tone) {
            var start = from.x() + from.width();
            var half = (start + to.x()) / 2.0;
            return new Line(
                    String.format(
                            Locale.ROOT,
                            "M%d %.1f C%.1f %.1f %.1f %.1f %d %.1f",
                            start,
                            from.middle(),
                            half,
                            from.middle(),
                            half,
                            to.middle(),
                            to.x(),
                            to.middle()),
                    tone);
        }

        /** A bow at the left edge, wider the farther the two are apart, as far as there is room. */
        private Line descent(Box parent, Box child) {
            var bow = Math.max(-8, edge - 12 - Math.abs(parent.middle() - child.middle()) / 12);
            return new Line(
                    String.format(
                            Locale.ROOT,
                            "M%d %.1f C%.1f %.1f %.1f %.1f %d %.1f",
                            parent.x(),
                            parent.middle(),
                            bow,
                            parent.middle(),
                            bow,
                            child.middle(),
                            child.x(),
                            child.middle()),
                    "descent");
        }
    }
}
