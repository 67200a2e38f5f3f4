package io.modelferry.optimizer.profile;

import io.modelferry.optimizer.profile.Profile.NodeCost;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A profile as rectangles in rectangles: the more a node takes, the larger it is. Pixels, from the upper left corner.
 *
 * @param groups the largest first; empty if there is nothing to show
 */
public record Treemap(List<Group> groups) {

    public static final int WIDTH = 960;
    public static final int HEIGHT = 380;

    private static final int MOST_LAYERS = 16;
    private static final int DEEPEST = 8;

    public Treemap {
        groups = List.copyOf(groups);
    }

    /** @param name shortened to what fits; empty where nothing does, and for the only group of a map */
    public record Group(String name, double x, double y, double width, double height, List<Tile> tiles) {

        public Group {
            tiles = List.copyOf(tiles);
        }
    }

    /**
     * One node, or the small ones of a group together.
     *
     * @param title shortened to what fits; empty where nothing does
     * @param detail its share, likewise
     * @param words all that is to be said about it
     * @param waits for {@code memory} or {@code arithmetic}; {@code both} for small ones together
     */
    public record Tile(
            String title, String detail, String words, String waits, double x, double y, double width, double height) {}

    /** Area is time; a group for each operator. */
    public static Treemap timeByOperator(Profile profile) {
        return new TreemapDrawing(profile, NodeCost::micros, "of the time").draw(NodeCost::operator);
    }

    /** Area is bytes of weights; a group for each layer, as far as the names of nodes tell them. */
    public static Treemap weightsByLayer(Profile profile) {
        return new TreemapDrawing(profile, NodeCost::parameterBytes, "of the weights").draw(layers(profile));
    }

    /** For Thymeleaf, which reads no constants. */
    public int width() {
        return WIDTH;
    }

    public int height() {
        return HEIGHT;
    }

    /** Scopes of nodes, {@code /encoder/layer.0/…}, as deep as there are no more than {@value #MOST_LAYERS}. */
    private static Function<NodeCost, String> layers(Profile profile) {
        var depth = 0;
        for (int deeper = 1; deeper <= DEEPEST; deeper++) {
            var level = deeper;
            if (profile.nodes().stream()
                            .map(node -> scope(node.node(), level))
                            .distinct()
                            .count()
                    > MOST_LAYERS) {
                break;
            }
            depth = deeper;
        }
        var chosen = depth;
        return node -> scope(node.node(), chosen);
    }

    private static String scope(String node, int depth) {
        var parts =
                Arrays.stream(node.split("/")).filter(part -> !part.isEmpty()).toList();
        return String.join("/", parts.subList(0, Math.min(depth, Math.max(0, parts.size() - 1))));
    }
}
