package io.modelferry.optimizer.profile;

import java.util.ArrayList;
import java.util.List;

/** A rectangle in pixels, from the upper left corner. */
record Box(double x, double y, double width, double height) {

    /**
     * Cuts the rectangle into one part for each weight, its area in proportion, as near to squares as rows along the shorter side can
     * be.
     *
     * @param weights positive, the largest first
     * @see <a href="https://vanwijk.win.tue.nl/stm.pdf">Bruls, Huizing, van Wijk: Squarified Treemaps, 2000</a>
     */
    List<Box> cut(double[] weights) {
        var parts = new ArrayList<Box>();
        var free = this;
        for (int from = 0; from < weights.length; ) {
            var scale = free.width * free.height / sum(weights, from, weights.length);
            var to = free.rowEnd(weights, from, scale);
            free = free.row(weights, from, to, scale, parts);
            from = to;
        }
        return parts;
    }

    Box below(double head) {
        return new Box(x, y + head, width, Math.max(0, height - head));
    }

    Box within(double edge) {
        return new Box(x + edge, y + edge, Math.max(0, width - 2 * edge), Math.max(0, height - 2 * edge));
    }

    private double side() {
        return Math.min(width, height);
    }

    /** As many as make the row's worst part no longer. */
    private int rowEnd(double[] weights, int from, double scale) {
        var worst = Double.MAX_VALUE;
        var area = 0.0;
        for (int to = from; to < weights.length; to++) {
            area += weights[to] * scale;
            var longest = longest(area, weights[from] * scale, weights[to] * scale);
            if (longest > worst) {
                return to;
            }
            worst = longest;
        }
        return weights.length;
    }

    /** The worst ratio of a row's sides, 1 for a square. */
    private double longest(double area, double most, double least) {
        var squared = side() * side();
        return Math.max(squared * most / (area * area), area * area / (squared * least));
    }

    /** @return what the row leaves free */
    private Box row(double[] weights, int from, int to, double scale, List<Box> parts) {
        var standing = width >= height;
        var depth = side() == 0 ? 0 : sum(weights, from, to) * scale / side();
        var at = 0.0;
        for (int i = from; i < to; i++) {
            var length = depth == 0 ? 0 : weights[i] * scale / depth;
            parts.add(standing ? new Box(x, y + at, depth, length) : new Box(x + at, y, length, depth));
            at += length;
        }
        return standing
                ? new Box(x + depth, y, Math.max(0, width - depth), height)
                : new Box(x, y + depth, width, Math.max(0, height - depth));
    }

    private static double sum(double[] weights, int from, int to) {
        var sum = 0.0;
        for (int i = from; i < to; i++) {
            sum += weights[i];
        }
        return sum;
    }
}
