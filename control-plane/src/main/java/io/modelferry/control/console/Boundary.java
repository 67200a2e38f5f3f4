package io.modelferry.control.console;

import io.modelferry.control.experiment.Look;
import io.modelferry.control.experiment.Look.Contrast;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The primary contrasts' bounds over time, drawn by the server: it prints, and needs no script. Right is later, up is better. Points are
 * places on 0…{@value #WIDTH} × 0…{@value #HEIGHT}.
 *
 * @param lines one for each treatment
 * @param most the value at the upper edge, {@code least} at the lower: gains as shares
 */
public record Boundary(List<Line> lines, double zero, double bar, double least, double most, Instant from, Instant to) {

    static final int WIDTH = 1000;
    static final int HEIGHT = 240;
    private static final double WIDEST = 0.5;
    private static final double LEAST_SPAN = 0.02;

    /** @param band the points of a polygon, {@code effect} of a polyline */
    public record Line(String arm, String band, String effect) {}

    private record Point(Instant at, double least, double gain, double most) {}

    static Optional<Boundary> of(List<Look> looks) {
        var arms = looks.stream()
                .flatMap(look -> look.contrasts().stream())
                .filter(Contrast::primary)
                .map(Contrast::arm)
                .distinct()
                .toList();
        var points = arms.stream().map(arm -> points(looks, arm)).toList();
        var all = points.stream().flatMap(List::stream).toList();
        if (points.stream().allMatch(line -> line.size() < 2)) {
            return Optional.empty();
        }
        var bar = looks.getLast().contrasts().stream()
                .filter(Contrast::primary)
                .findFirst()
                .map(contrast -> contrast.aim().bar())
                .orElse(0.0);
        var frame = new Frame(all, bar);
        var lines = new ArrayList<Line>();
        for (var i = 0; i < arms.size(); i++) {
            lines.add(frame.line(arms.get(i), points.get(i)));
        }
        return Optional.of(
                new Boundary(lines, frame.y(0), frame.y(bar), frame.least, frame.most, frame.from, frame.to));
    }

    public Duration span() {
        return Duration.between(from, to);
    }

    private static List<Point> points(List<Look> looks, String arm) {
        var points = new ArrayList<Point>();
        for (var look : looks) {
            for (var contrast : look.contrasts()) {
                if (contrast.primary()
                        && contrast.arm().equals(arm)
                        && contrast.effect() != null
                        && contrast.lower() != null
                        && contrast.upper() != null) {
                    var metric = contrast.aim().metric();
                    var one = metric.gain(contrast.lower());
                    var other = metric.gain(contrast.upper());
                    points.add(new Point(
                            look.at(), Math.min(one, other), metric.gain(contrast.effect()), Math.max(one, other)));
                }
            }
        }
        return points;
    }

    /** From gains and times to places. Early bounds are wide: what lies beyond the frame is cut at its edge. */
    private static final class Frame {

        private final double least;
        private final double most;
        private final Instant from;
        private final Instant to;

        Frame(List<Point> points, double bar) {
            var settled = points.subList(points.size() / 3, points.size());
            var low = settled.stream().mapToDouble(Point::least).min().orElse(-LEAST_SPAN);
            var high = settled.stream().mapToDouble(Point::most).max().orElse(LEAST_SPAN);
            this.least = Math.max(-WIDEST, Math.min(Math.min(low, bar), -LEAST_SPAN) * 1.05);
            this.most = Math.min(WIDEST, Math.max(Math.max(high, bar), LEAST_SPAN) * 1.05);
            this.from = points.stream().map(Point::at).min(Instant::compareTo).orElseThrow();
            this.to = points.stream().map(Point::at).max(Instant::compareTo).orElseThrow();
        }

        double x(Instant at) {
            var whole = Math.max(1, Duration.between(from, to).toMillis());
            return WIDTH * (double) Duration.between(from, at).toMillis() / whole;
        }

        double y(double gain) {
            return HEIGHT * (most - Math.clamp(gain, least, most)) / (most - least);
        }

        Line line(String arm, List<Point> points) {
            var upper = points.stream().map(point -> place(point.at(), point.most()));
            var lower = points.reversed().stream().map(point -> place(point.at(), point.least()));
            return new Line(
                    arm,
                    Stream.concat(upper, lower).collect(Collectors.joining(" ")),
                    points.stream()
                            .map(point -> place(point.at(), point.gain()))
                            .collect(Collectors.joining(" ")));
        }

        private String place(Instant at, double gain) {
            return String.format(Locale.ROOT, "%.1f,%.1f", x(at), y(gain));
        }
    }
}
