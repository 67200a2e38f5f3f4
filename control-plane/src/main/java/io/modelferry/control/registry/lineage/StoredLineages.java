package io.modelferry.control.registry.lineage;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.lineage.LineageRows.Edge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps lineages and walks them. A parent is published before its child and neither is told again, so there can be no cycle but a
 * version that names itself.
 */
@Service
@Transactional(readOnly = true)
class StoredLineages implements Lineages {

    /** More is no answer for a person. */
    private static final int MAX_RELATIVES = 1000;

    private final LineageRows rows;

    StoredLineages(LineageRows rows) {
        this.rows = rows;
    }

    @Override
    public Lineage of(VersionRef version) {
        return rows.find(version).orElse(Lineage.NONE);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(VersionRef version, Lineage lineage) {
        requireOlder("parent", lineage.parent(), version);
        requireOlder("teacher", lineage.teacher(), version);
        if (!lineage.equals(Lineage.NONE)) {
            rows.add(version, lineage);
        }
    }

    @Override
    public void requireSame(VersionRef version, Lineage lineage) {
        if (!lineage.equals(Lineage.NONE) && !lineage.equals(of(version))) {
            throw Refusal.conflict(
                    "lineage-differs",
                    version + " was published with another lineage, which never changes: publish under a new name.");
        }
    }

    private void requireOlder(String field, @Nullable VersionRef older, VersionRef version) {
        if (older == null) {
            return;
        }
        if (older.equals(version)) {
            throw Refusal.invalid("lineage-cycle", field + ": " + version + " cannot come from itself.")
                    .about(field);
        }
        if (!rows.published(older)) {
            throw Refusal.invalid("unknown-" + field, field + ": there is no version " + older + "; publish it first.")
                    .about(field);
        }
    }

    @Override
    public List<Relative> ancestors(VersionRef version) {
        return walk(version, rows::edgesUpFrom, Edge::old, Edge::young);
    }

    @Override
    public List<Relative> descendants(VersionRef version) {
        return walk(version, rows::edgesDownFrom, Edge::young, Edge::old);
    }

    /** Breadth first: one question for each step away. */
    private List<Relative> walk(
            VersionRef from,
            Function<Collection<VersionRef>, List<Edge>> edges,
            Function<Edge, VersionRef> far,
            Function<Edge, VersionRef> near) {
        var seen = new HashSet<>(Set.of(from));
        var found = new ArrayList<Relative>();
        List<VersionRef> border = List.of(from);
        for (int steps = 1; !border.isEmpty() && found.size() < MAX_RELATIVES; steps++) {
            var next = new ArrayList<VersionRef>();
            for (var edge : edges.apply(border)) {
                if (seen.add(far.apply(edge))) {
                    found.add(new Relative(
                            far.apply(edge), edge.relation(), near.apply(edge), steps, rows.deleted(far.apply(edge))));
                    next.add(far.apply(edge));
                }
            }
            border = next;
        }
        return found;
    }
}
