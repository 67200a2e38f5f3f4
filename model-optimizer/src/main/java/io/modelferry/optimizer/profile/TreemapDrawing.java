package io.modelferry.optimizer.profile;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.modelferry.optimizer.profile.Profile.NodeCost;
import io.modelferry.optimizer.profile.Treemap.Group;
import io.modelferry.optimizer.profile.Treemap.Tile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Lays a profile out, once for groups and once within each. What would be too small to see is put together. */
final class TreemapDrawing {

    /** Of the map's area; smaller nodes of a group share a tile. */
    private static final double LEAST_SHARE = 1 / 400.0;

    private static final double HEAD = 20;
    private static final double GAP = 1;
    private static final double LETTER = 7.2;
    private static final double MARGIN = 6;

    private final Profile profile;
    private final ToDoubleFunction<NodeCost> measure;
    private final String whole;
    private final double total;

    /** @param whole what shares are of, in words */
    TreemapDrawing(Profile profile, ToDoubleFunction<NodeCost> measure, String whole) {
        this.profile = profile;
        this.measure = measure;
        this.whole = whole;
        this.total = sum(profile.nodes());
    }

    Treemap draw(Function<NodeCost, String> grouping) {
        var grouped = profile.nodes().stream()
                .filter(node -> measure.applyAsDouble(node) > 0)
                .collect(groupingBy(grouping, LinkedHashMap::new, toList()))
                .entrySet()
                .stream()
                .sorted(Comparator.comparingDouble(entry -> -sum(entry.getValue())))
                .toList();
        if (grouped.isEmpty()) {
            return new Treemap(List.of());
        }
        var weights =
                grouped.stream().mapToDouble(entry -> sum(entry.getValue())).toArray();
        var boxes = new Box(0, 0, Treemap.WIDTH, Treemap.HEIGHT).cut(weights);
        var groups = new ArrayList<Group>();
        for (int i = 0; i < boxes.size(); i++) {
            var name = grouped.size() == 1 ? "" : grouped.get(i).getKey();
            groups.add(group(name, grouped.get(i).getValue(), boxes.get(i).within(GAP)));
        }
        return new Treemap(groups);
    }

    private Group group(String name, List<NodeCost> nodes, Box box) {
        var shown = box.height() > 2 * HEAD ? fitting(name, box.width()) : "";
        var room = shown.isEmpty() ? box : box.below(HEAD);
        return new Group(
                shown, round(box.x()), round(box.y()), round(box.width()), round(box.height()), tiles(nodes, room));
    }

    private List<Tile> tiles(List<NodeCost> nodes, Box room) {
        var sorted = nodes.stream()
                .sorted(Comparator.comparingDouble(measure).reversed())
                .toList();
        var large = sorted.stream()
                .filter(node -> measure.applyAsDouble(node) >= total * LEAST_SHARE)
                .toList();
        var small = sorted.subList(large.size(), sorted.size());
        var parts = new ArrayList<>(large.stream().map(this::part).toList());
        if (!small.isEmpty()) {
            parts.add(together(small));
            parts.sort(Comparator.comparingDouble(Part::weight).reversed());
        }
        var boxes = room.cut(parts.stream().mapToDouble(Part::weight).toArray());
        var tiles = new ArrayList<Tile>();
        for (int i = 0; i < boxes.size(); i++) {
            tiles.add(tile(parts.get(i), boxes.get(i).within(GAP)));
        }
        return tiles;
    }

    private record Part(String title, String words, String waits, double weight) {}

    private Part part(NodeCost node) {
        var waits = node.waitsFor(profile.ridge());
        var words = "%s, %s: %s, %s of weights, %s %s, waits for %s"
                .formatted(
                        node.node(),
                        node.operator(),
                        Words.time(node.micros()),
                        Words.bytes(node.parameterBytes()),
                        Words.percent(measure.applyAsDouble(node) / total),
                        whole,
                        waits);
        return new Part(node.node(), words, waits, measure.applyAsDouble(node));
    }

    private Part together(List<NodeCost> small) {
        var words = "%d small nodes: %s %s".formatted(small.size(), Words.percent(sum(small) / total), whole);
        return new Part(small.size() + " more", words, "both", sum(small));
    }

    private Tile tile(Part part, Box box) {
        var title = box.height() < HEAD ? "" : fitting(part.title(), box.width());
        var detail = title.isEmpty() || box.height() < 2 * HEAD
                ? ""
                : fitting(Words.percent(part.weight() / total), box.width());
        return new Tile(
                title,
                detail,
                part.words(),
                part.waits(),
                round(box.x()),
                round(box.y()),
                round(box.width()),
                round(box.height()));
    }

    /** The end of a name tells more than its beginning. */
    private static String fitting(String name, double width) {
        var letters = (int) ((width - 2 * MARGIN) / LETTER);
        if (name.length() <= letters) {
            return name;
        }
        return letters < 4 ? "" : "…" + name.substring(name.length() - letters + 1);
    }

    private double sum(List<NodeCost> nodes) {
        return nodes.stream().mapToDouble(measure).sum();
    }

    private static double round(double pixels) {
        return Math.round(10 * pixels) / 10.0;
    }
}
