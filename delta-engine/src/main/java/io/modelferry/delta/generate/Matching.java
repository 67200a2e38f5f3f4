package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.format.Match;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Finds for each piece of the target its counterpart in the base: by name, by content, and at last by order among those of one
 * dtype and shape that nothing else claims (an exporter that renames every tensor keeps their order).
 */
final class Matching {

    private record Shape(ElementType type, List<Long> dimensions, long length) {}

    private record Content(int checksum, long length) {}

    private final Cut base;
    private final Cut target;
    private final Contents contents = new Contents();
    private final Map<String, Integer> byName = new HashMap<>();
    private final Map<Content, List<Integer>> byContent = new HashMap<>();

    private Matching(Cut base, Cut target) {
        this.base = base;
        this.target = target;
    }

    /** @return one for each piece of the target, in its order */
    static List<Counterpart> of(Cut base, Cut target) throws IOException {
        var matching = new Matching(base, target);
        matching.indexBase();
        return matching.byOrder(matching.byNameOrContent());
    }

    private void indexBase() throws IOException {
        for (int i = 0; i < base.pieces().size(); i++) {
            var piece = base.pieces().get(i);
            byName.putIfAbsent(piece.name(), i);
            var content = new Content(contents.checksum(base.file().extent(i)), piece.length());
            byContent.computeIfAbsent(content, key -> new ArrayList<>(1)).add(i);
        }
    }

    private List<Counterpart> byNameOrContent() throws IOException {
        var found = new ArrayList<Counterpart>();
        for (int i = 0; i < target.pieces().size(); i++) {
            found.add(byNameOrContent(i));
        }
        return found;
    }

    private Counterpart byNameOrContent(int i) throws IOException {
        var named = byName(target.pieces().get(i));
        if (named.exists() && equalContents(named.index(), i)) {
            return named;
        }
        var twin = byContent(i);
        return twin.exists() ? twin : named;
    }

    private Counterpart byName(Piece piece) {
        int index = byName.getOrDefault(piece.name(), Counterpart.NONE.index());
        boolean found = index >= 0 && isComparable(piece, base.pieces().get(index));
        return found ? new Counterpart(Match.NAME, index) : Counterpart.NONE;
    }

    private Counterpart byContent(int i) throws IOException {
        var content = new Content(
                contents.checksum(target.file().extent(i)),
                target.pieces().get(i).length());
        for (int candidate : byContent.getOrDefault(content, List.of())) {
            if (equalContents(candidate, i)) {
                return new Counterpart(Match.CONTENT, candidate);
            }
        }
        return Counterpart.NONE;
    }

    private boolean equalContents(int baseIndex, int targetIndex) throws IOException {
        return contents.equal(base.file().extent(baseIndex), target.file().extent(targetIndex));
    }

    /** Tensors keep their shape; plain bytes may grow. */
    private static boolean isComparable(Piece piece, Piece named) {
        return piece.isTensor() ? piece.isShapedLike(named) : !named.isTensor();
    }

    private List<Counterpart> byOrder(List<Counterpart> found) {
        var unclaimed = unclaimedByShape(found);
        var all = new ArrayList<Counterpart>();
        for (int i = 0; i < found.size(); i++) {
            var piece = target.pieces().get(i);
            var next = found.get(i).exists()
                    ? null
                    : unclaimed.getOrDefault(shapeOf(piece), new ArrayDeque<>()).poll();
            all.add(next == null ? found.get(i) : new Counterpart(Match.SHAPE, next));
        }
        return all;
    }

    private Map<Shape, Queue<Integer>> unclaimedByShape(List<Counterpart> found) {
        var claimed = new HashSet<>(found.stream().map(Counterpart::index).toList());
        var unclaimed = new HashMap<Shape, Queue<Integer>>();
        for (int i = 0; i < base.pieces().size(); i++) {
            var piece = base.pieces().get(i);
            if (piece.isTensor() && !claimed.contains(i)) {
                unclaimed
                        .computeIfAbsent(shapeOf(piece), key -> new ArrayDeque<>())
                        .add(i);
            }
        }
        return unclaimed;
    }

    private static Shape shapeOf(Piece piece) {
        return new Shape(piece.type(), piece.shape(), piece.length());
    }
}
