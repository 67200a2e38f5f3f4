package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.format.Match;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds for each piece of the target its counterpart in the base: equal content under any name; the same name, unless another tensor of this dtype and
 * shape goes together with it far better (a layer was inserted, and all names moved on); the same name in another shape; the weights it was
 * derived from; whatever goes together with it under another name; at last the next one of its shape.
 */
final class Matching {

    /** Sketches of tensors that have a common past agree at least so well. */
    private static final double KIN = 0.4;

    /** By so much another tensor must do better than the one of the same name. */
    private static final double BONUS = 0.15;

    private static final int MOST_COMPARED = 256;

    private record Shape(ElementType type, List<Long> dimensions, long length) {}

    private record Content(int checksum, long length) {}

    private final Side base;
    private final Side target;
    private final Fingerprints old;
    private final Fingerprints current;
    private final Contents contents = new Contents();
    private final Map<String, Integer> byName = new HashMap<>();
    private final Map<Content, List<Integer>> byContent = new HashMap<>();
    private final Map<Shape, List<Integer>> byShape = new HashMap<>();
    private final Map<Shape, Integer> taken = new HashMap<>();

    private Matching(Side base, Side target) throws IOException {
        this.base = base;
        this.target = target;
        this.old = base.fingerprints();
        this.current = target.fingerprints();
    }

    /** @return one for each piece of the target, in its order */
    static List<Counterpart> of(Side base, Side target) throws IOException {
        var matching = new Matching(base, target);
        matching.indexBase();
        var found = new ArrayList<Counterpart>();
        for (int i = 0; i < target.pieces().size(); i++) {
            found.add(matching.counterpart(i));
        }
        return found;
    }

    private void indexBase() {
        for (int i = 0; i < base.pieces().size(); i++) {
            var piece = base.pieces().get(i);
            byName.putIfAbsent(piece.name(), i);
            byContent
                    .computeIfAbsent(new Content(old.checksum(i), piece.length()), key -> new ArrayList<>(1))
                    .add(i);
            byShape.computeIfAbsent(shapeOf(piece), key -> new ArrayList<>(1)).add(i);
        }
    }

    private Counterpart counterpart(int i) throws IOException {
        var named = byName.get(target.pieces().get(i).name());
        if (named != null && equalContents(named, i)) {
            return Counterpart.same(Match.NAME, named);
        }
        var twin = byContent(i);
        if (twin != null) {
            return Counterpart.same(Match.CONTENT, twin);
        }
        return target.pieces().get(i).isTensor() ? ofTensor(i, named) : ofPlain(named);
    }

    private @Nullable Integer byContent(int i) throws IOException {
        var content = new Content(current.checksum(i), target.pieces().get(i).length());
        for (int candidate : byContent.getOrDefault(content, List.of())) {
            if (equalContents(candidate, i)) {
                return candidate;
            }
        }
        return null;
    }

    private boolean equalContents(int baseIndex, int targetIndex) throws IOException {
        return old.checksum(baseIndex) == current.checksum(targetIndex)
                && contents.equal(base.file().extent(baseIndex), target.file().extent(targetIndex));
    }

    private Counterpart ofPlain(@Nullable Integer named) {
        return named != null && !base.pieces().get(named).isTensor()
                ? Counterpart.other(Match.NAME, named)
                : Counterpart.NONE;
    }

    private Counterpart ofTensor(int i, @Nullable Integer named) {
        var piece = target.pieces().get(i);
        boolean sameShape = named != null && piece.isShapedLike(base.pieces().get(named));
        var kin = kin(i, sameShape ? named : null);
        if (sameShape && named != null) {
            return kin == null ? Counterpart.other(Match.NAME, named) : Counterpart.other(Match.ALIKE, kin);
        }
        if (named != null && base.pieces().get(named).type() == piece.type()) {
            return Counterpart.other(Match.RESHAPED, named);
        }
        var source = source(piece, named);
        if (source != null) {
            return Counterpart.other(Match.SOURCE, source);
        }
        return kin == null ? next(piece) : Counterpart.other(Match.ALIKE, kin);
    }

    /** The tensor of this dtype and shape that goes together best, if it does so better than the one of the same name. */
    private @Nullable Integer kin(int i, @Nullable Integer named) {
        var sketch = current.sketch(i);
        double best = named == null ? KIN : Math.max(KIN, sketch.correlation(old.sketch(named)) + BONUS);
        Integer kin = null;
        var candidates = byShape.getOrDefault(shapeOf(target.pieces().get(i)), List.of());
        for (int candidate : candidates.subList(0, Math.min(MOST_COMPARED, candidates.size()))) {
            double correlation = sketch.correlation(old.sketch(candidate));
            if (correlation > best) {
                best = correlation;
                kin = candidate;
            }
        }
        return kin;
    }

    /** The FLOAT weights that the tool made this of: under the same name, or the name that the tool's suffix was put to. */
    private @Nullable Integer source(Piece piece, @Nullable Integer named) {
        if (named != null && isSource(named)) {
            return named;
        }
        for (var suffix : List.of("_quantized", "_scale", "_zero_point")) {
            if (piece.name().endsWith(suffix)) {
                var weights = byName.get(piece.name().substring(0, piece.name().length() - suffix.length()));
                if (weights != null && isSource(weights)) {
                    return weights;
                }
            }
        }
        return null;
    }

    private boolean isSource(int index) {
        return base.pieces().get(index).type() == ElementType.FLOAT;
    }

    /** An exporter that renames every tensor keeps their order. */
    private Counterpart next(Piece piece) {
        var candidates = byShape.getOrDefault(shapeOf(piece), List.of());
        int next = taken.merge(shapeOf(piece), 1, Integer::sum) - 1;
        return next < candidates.size() ? Counterpart.other(Match.SHAPE, candidates.get(next)) : Counterpart.NONE;
    }

    private static Shape shapeOf(Piece piece) {
        return new Shape(piece.type(), piece.shape(), piece.length());
    }
}
