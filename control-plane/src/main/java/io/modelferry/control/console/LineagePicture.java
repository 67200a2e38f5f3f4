package io.modelferry.control.console;

import io.modelferry.control.optimisation.Variants.VariantView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A version, the variants that were made of it and the deltas that lead to each, as boxes and lines from left to right. Pixels.
 *
 * @param height of the whole
 */
public record LineagePicture(int height, List<Box> boxes, List<Line> lines) {

    private static final int WIDTH = 880;
    private static final int BOX_HEIGHT = 44;
    private static final int ROW = 56;
    private static final int[] LEFT = {1, 290, 600};
    private static final int[] BOX_WIDTH = {190, 230, 279};

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

    static LineagePicture of(
            String version,
            String bytes,
            List<VariantView> variants,
            List<ModelPages.DeltaRow> deltas,
            Figures figures) {
        var drawing = new Drawing(figures);
        variants.forEach(variant -> drawing.add(variant, to(variant, deltas)));
        return drawing.picture(version, bytes);
    }

    private static List<ModelPages.DeltaRow> to(VariantView variant, List<ModelPages.DeltaRow> deltas) {
        return deltas.stream()
                .filter(row -> row.delta().target().equals(variant.digest()))
                .toList();
    }

    public int width() {
        return WIDTH;
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
        private final List<Box> variants = new ArrayList<>();
        private final List<Box> deltas = new ArrayList<>();
        private final List<Line> lines = new ArrayList<>();
        private int rows;

        Drawing(Figures figures) {
            this.figures = figures;
        }

        void add(VariantView variant, List<ModelPages.DeltaRow> leading) {
            var first = rows;
            rows += Math.max(1, leading.size());
            var box = box(1, (first + rows - 1) / 2.0, variant.variant(), detail(variant), tone(variant), null);
            variants.add(box);
            for (int i = 0; i < leading.size(); i++) {
                var delta = delta(first + i, leading.get(i));
                deltas.add(delta);
                lines.add(line(box, delta, "quiet"));
            }
        }

        LineagePicture picture(String version, String bytes) {
            var root = box(0, (rows - 1) / 2.0, version, bytes + " published", "root", null);
            variants.forEach(variant -> lines.add(line(root, variant, variant.tone())));
            var boxes = new ArrayList<Box>();
            boxes.add(root);
            boxes.addAll(variants);
            boxes.addAll(deltas);
            return new LineagePicture(Math.max(1, rows) * ROW, List.copyOf(boxes), List.copyOf(lines));
        }

        private Box delta(int row, ModelPages.DeltaRow leading) {
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

        private static Box box(
                int column, double row, String title, String detail, String tone, @Nullable String link) {
            var y = (int) Math.round(row * ROW + (ROW - BOX_HEIGHT) / 2.0);
            return new Box(LEFT[column], y, BOX_WIDTH[column], BOX_HEIGHT, title, detail, tone, link);
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
    }
}
