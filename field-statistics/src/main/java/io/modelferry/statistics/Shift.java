package io.modelferry.statistics;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * How far the classes that units answered lie from those of a run before. The limit is the larger of a reading, from which on it is
 * another population, and what samples of one population reach by chance: the index over {@code 1/n + d/m} is then chi-squared with a degree
 * of freedom less than there are classes, or F for few units. {@code d} is the largest design effect of a class: units answer about
 * their own scenes.
 *
 * @param psi population stability index
 * @param jensenShannon divergence in bits, 0…1
 * @param limit of the index
 * @param still whether the index lies within the reading itself, whatever chance would allow
 * @param answers seen
 * @see <a href="https://doi.org/10.1080/01621459.1981.10477633">J. Rao, A. Scott, The Analysis of Categorical Data from Complex Sample
 *     Surveys, JASA 76 (1981): the mean design effect, whose place the largest takes here to be on the safe side</a>
 */
public record Shift(double psi, double jensenShannon, double limit, boolean still, long answers) {

    /** Independent ones for each class, on average: below that no chi-squared is to be had (Cochran's rule). */
    public static final int LEAST_ANSWERS = 5;

    /**
     * @param expected answers per class of the run before
     * @param units answers per class of each unit, as many classes
     * @param reading the index from which on it is another population, for example {@link Drift#ANOTHER_POPULATION}
     * @param chance of a look at a population that did not move to be called moved; divided by the looks where there are many
     * @return empty with answers of fewer than {@link DifferenceSequence#LEAST_CLUSTERS} units, with fewer than {@link #LEAST_ANSWERS}
     *     independent answers a class, without a run before, or with one class
     * @throws IllegalArgumentException if the classes differ in number
     */
    public static Optional<Shift> of(long[] expected, Collection<long[]> units, double reading, double chance) {
        var answering =
                units.stream().filter(unit -> Arrays.stream(unit).sum() > 0).toList();
        var before = Arrays.stream(expected).sum();
        if (answering.size() < DifferenceSequence.LEAST_CLUSTERS || before == 0 || expected.length < 2) {
            return Optional.empty();
        }
        var seen = total(answering, expected.length);
        var answers = Arrays.stream(seen).sum();
        var effect = designEffect(answering, expected.length);
        if (answers < LEAST_ANSWERS * effect * expected.length) {
            return Optional.empty();
        }
        var psi = Drift.psi(expected, seen);
        var byChance = quantile(expected.length - 1, answering.size() - 1, chance) * (1.0 / before + effect / answers);
        return Optional.of(new Shift(
                psi, Drift.jensenShannon(expected, seen), Math.max(reading, byChance), psi <= reading, answers));
    }

    public boolean moved() {
        return psi > limit;
    }

    /** Chi-squared, moved out by F for few units: their design effect is an estimate. */
    private static double quantile(int freedom, int unitsFreedom, double chance) {
        return freedom * FDistribution.of(freedom, unitsFreedom).inverseSurvivalProbability(chance);
    }

    private static long[] total(List<long[]> units, int classes) {
        var total = new long[classes];
        for (var unit : units) {
            if (unit.length != classes) {
                throw new IllegalArgumentException("%d classes to compare with %d".formatted(unit.length, classes));
            }
            Arrays.setAll(total, i -> total[i] + unit[i]);
        }
        return total;
    }

    /** Of the class whose answers cluster most, and never below that of independent answers. */
    private static double designEffect(List<long[]> units, int classes) {
        return IntStream.range(0, classes)
                .mapToObj(which -> RatioSample.of(units.stream()
                        .map(unit ->
                                new Cluster(unit[which], Arrays.stream(unit).sum()))
                        .toList()))
                .mapToDouble(RatioSample::designEffect)
                .reduce(1, Math::max);
    }
}
