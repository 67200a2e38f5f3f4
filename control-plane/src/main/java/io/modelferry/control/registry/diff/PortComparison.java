package io.modelferry.control.registry.diff;

import io.modelferry.control.registry.Versions.TensorSpec;
import io.modelferry.control.registry.diff.PortChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pairs the inputs, or the outputs, of two versions by name, and what is left by type and shape: that was renamed. A new version may
 * take more than the old one and give less; the other way round breaks callers.
 */
enum PortComparison {
    INPUTS("input", "takes") {
        @Override
        boolean holds(List<String> before, List<String> after) {
            return covers(after, before);
        }

        @Override
        String added(TensorSpec spec) {
            return "input '%s' is new and has to be fed".formatted(spec.name());
        }
    },
    OUTPUTS("output", "gives") {
        @Override
        boolean holds(List<String> before, List<String> after) {
            return covers(before, after);
        }

        @Override
        String added(TensorSpec spec) {
            return "";
        }
    };

    private final String word;
    private final String verb;

    PortComparison(String word, String verb) {
        this.word = word;
        this.verb = verb;
    }

    /** Whether who was content with the old shape is content with the new one. */
    abstract boolean holds(List<String> before, List<String> after);

    abstract String added(TensorSpec spec);

    /** In the order of the new version, then what is gone. */
    List<PortChange> compare(List<TensorSpec> before, List<TensorSpec> after) {
        var gone = new ArrayList<>(
                before.stream().filter(old -> named(after, old).isEmpty()).toList());
        var changes = new ArrayList<PortChange>();
        for (var spec : after) {
            changes.add(named(before, spec)
                    .map(old -> kept(old, spec))
                    .or(() -> alike(gone, spec).map(old -> renamed(gone, old, spec)))
                    .orElseGet(() -> new PortChange(null, spec, Kind.ADDED, added(spec))));
        }
        gone.forEach(old ->
                changes.add(new PortChange(old, null, Kind.REMOVED, "%s '%s' is gone".formatted(word, old.name()))));
        return List.copyOf(changes);
    }

    private PortChange kept(TensorSpec old, TensorSpec spec) {
        if (old.equals(spec)) {
            return new PortChange(old, spec, Kind.SAME, "");
        }
        if (!old.dtype().equals(spec.dtype())) {
            return new PortChange(old, spec, Kind.CHANGED, instead(spec, spec.dtype(), old.dtype()));
        }
        var breaks = holds(old.shape(), spec.shape())
                ? ""
                : instead(spec, spec.shape().toString(), old.shape().toString());
        return new PortChange(old, spec, Kind.CHANGED, breaks);
    }

    private PortChange renamed(List<TensorSpec> gone, TensorSpec old, TensorSpec spec) {
        gone.remove(old);
        var breaks = "%s '%s' is called '%s' now".formatted(word, old.name(), spec.name());
        return new PortChange(old, spec, Kind.RENAMED, breaks);
    }

    private String instead(TensorSpec spec, String now, String before) {
        return "%s '%s' %s %s instead of %s".formatted(word, spec.name(), verb, now, before);
    }

    private Optional<TensorSpec> alike(List<TensorSpec> gone, TensorSpec spec) {
        return gone.stream()
                .filter(old -> old.dtype().equals(spec.dtype()) && holds(old.shape(), spec.shape()))
                .findFirst();
    }

    private static Optional<TensorSpec> named(List<TensorSpec> specs, TensorSpec wanted) {
        return specs.stream().filter(spec -> spec.name().equals(wanted.name())).findFirst();
    }

    /** A dimension that is a name or unknown covers every number. */
    private static boolean covers(List<String> wide, List<String> narrow) {
        if (wide.size() != narrow.size()) {
            return false;
        }
        for (int i = 0; i < wide.size(); i++) {
            if (TensorSpec.isLength(wide.get(i)) && !wide.get(i).equals(narrow.get(i))) {
                return false;
            }
        }
        return true;
    }
}
