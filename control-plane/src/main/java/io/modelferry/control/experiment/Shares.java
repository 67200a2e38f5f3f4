package io.modelferry.control.experiment;

import io.modelferry.statistics.Cluster;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Parts of wholes, a cluster for each unit that was drawn. */
record Shares(List<Cluster> clusters) {

    /** @param units what there is of each */
    static <T> Shares of(Collection<List<T>> units, ToLongFunction<T> part, ToLongFunction<T> whole) {
        return new Shares(units.stream()
                .map(unit -> new Cluster(
                        unit.stream().mapToLong(part).sum(),
                        unit.stream().mapToLong(whole).sum()))
                .filter(cluster -> cluster.weight() > 0)
                .toList());
    }

    /** The wholes together. */
    long of() {
        return Math.round(clusters.stream().mapToDouble(Cluster::weight).sum());
    }

    /** Null without any. */
    @Nullable
    Double share() {
        return clusters.isEmpty()
                ? null
                : clusters.stream().mapToDouble(Cluster::sum).sum() / of();
    }
}
