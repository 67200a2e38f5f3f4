package io.modelferry.control.registry.diff;

import io.modelferry.control.registry.AcceptanceSets;
import io.modelferry.control.registry.Versions.TensorSpec;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.registry.diff.FileDiff.AcceptanceClasses;
import io.modelferry.control.registry.diff.FileDiff.Structure;
import io.modelferry.protocol.ArtifactDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Compares what was written down at publication, and what the files say. */
@Service
class InspectedDiffs implements FileDiffs {

    private final Structures structures;
    private final AcceptanceSets acceptanceSets;

    InspectedDiffs(Structures structures, AcceptanceSets acceptanceSets) {
        this.structures = structures;
        this.acceptanceSets = acceptanceSets;
    }

    @Override
    public FileDiff between(VersionView from, VersionView to) {
        return new FileDiff(
                breaking(from, to),
                PortComparison.INPUTS.compare(from.inputs(), to.inputs()),
                PortComparison.OUTPUTS.compare(from.outputs(), to.outputs()),
                new Amount("opset", (long) from.opset(), (long) to.opset()),
                new Amount("lengthBytes", from.lengthBytes(), to.lengthBytes()),
                Amount.each(from.weightBytes(), to.weightBytes()),
                structure(from, to).orElse(null),
                classes(from.acceptance(), to.acceptance()));
    }

    @Override
    public List<String> breaking(VersionView from, VersionView to) {
        if (from.digest().equals(to.digest())) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        PortComparison.INPUTS.compare(from.inputs(), to.inputs()).forEach(change -> lines.add(change.breaks()));
        var outputs = PortComparison.OUTPUTS.compare(from.outputs(), to.outputs());
        outputs.forEach(change -> lines.add(change.breaks()));
        firstOutput(from.outputs(), outputs).ifPresent(lines::add);
        structure(from, to)
                .ifPresent(structure -> lines.addAll(structure.labels().breaking()));
        lines.removeIf(String::isEmpty);
        return List.copyOf(lines);
    }

    /** Agents and acceptance sets read the answer from the first output. */
    private static Optional<String> firstOutput(List<TensorSpec> before, List<PortChange> after) {
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        var first = after.getFirst();
        return first.after() == null || before.getFirst().equals(first.before())
                ? Optional.empty()
                : Optional.of("the first output is '%s' instead of '%s', and answers are read from it"
                        .formatted(first.after().name(), before.getFirst().name()));
    }

    private Optional<Structure> structure(VersionView from, VersionView to) {
        return structures
                .of(from.digest())
                .flatMap(old -> structures
                        .of(to.digest())
                        .map(young -> new Structure(
                                new Amount("irVersion", old.irVersion(), young.irVersion()),
                                new Amount("parameters", old.parameters(), young.parameters()),
                                Amount.each(old.domains(), young.domains()),
                                Amount.each(old.operators(), young.operators()).stream()
                                        .filter(Amount::changed)
                                        .toList(),
                                LabelDiff.of(old.labels(), young.labels()))));
    }

    private AcceptanceClasses classes(@Nullable ArtifactDigest from, @Nullable ArtifactDigest to) {
        if (from == null || to == null || from.equals(to)) {
            return new AcceptanceClasses(from, to, List.of(), List.of());
        }
        var before = acceptanceSets.classes(from);
        var after = acceptanceSets.classes(to);
        return new AcceptanceClasses(from, to, without(before, after), without(after, before));
    }

    private static List<Long> without(SortedSet<Long> classes, SortedSet<Long> others) {
        var left = new TreeSet<>(classes);
        left.removeAll(others);
        return List.copyOf(left);
    }
}
