package io.modelferry.cli.bench.stats;

import static io.modelferry.cli.bench.BenchJson.fields;

import io.modelferry.cli.bench.BenchJson;
import io.modelferry.cli.text.Table;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Figures beside their targets, for a terminal and for machines.
 *
 * @param equal scenarios whose arms are alike
 * @param different scenarios whose arms are not
 * @param evenDraws units that fall as drawn
 * @param skewedDraws units that fall 46 to 54
 */
record StatsReport(
        StatsBench.Plan plan, List<Outcomes> equal, List<Outcomes> different, Draws evenDraws, Draws skewedDraws) {

    private static final double FALSE_MISMATCHES = 0.01;
    private static final long MEDIAN_UNITS = 1_500;

    StatsReport {
        equal = List.copyOf(equal);
        different = List.copyOf(different);
    }

    String text() {
        return String.join(
                "\n",
                "Equal arms, a look at each window: called different",
                falseAlarms().toString(),
                "",
                "Different arms: found, and after how many answers of an arm (median; the undecided count as last)",
                power().toString(),
                "",
                "Units drawn half and half, a look at every tenth of at most %d".formatted(Draws.MOST_UNITS),
                mismatches().toString(),
                "",
                "seed %d, %d experiments a row".formatted(plan.seed(), plan.experiments())
                        + " (latencies and different arms: %d)".formatted(plan.fewer()));
    }

    private Table falseAlarms() {
        var table = new Table("ARMS", "SEQUENCE", "TARGET", "", "NAIVE PEEKING", "Z-TEST AT THE END");
        equal.forEach(one -> table.row(
                one.scenario().name(),
                one.sequence().withError(),
                "≤ 5 %",
                met(isKept(one)),
                one.naive(),
                one.atTheEnd()));
        return table;
    }

    private Table power() {
        var table = new Table("TREATMENT", "SEQUENCE", "MEDIAN", "Z-TEST AT THE END", "AT", "NAIVE PEEKING");
        different.forEach(one -> table.row(
                one.scenario().name(),
                one.sequence(),
                median(one),
                one.atTheEnd(),
                one.scenario().answersOfAnArm(one.scenario().windows()),
                one.naive()));
        return table;
    }

    private Table mismatches() {
        var median = skewedDraws.median();
        return new Table("UNITS FALL", "FOUND", "MEDIAN UNITS", "TARGET", "")
                .row("50 to 50", evenDraws.found().withError(), "-", "found ≤ 1 %", met(falseMismatchesKept()))
                .row(
                        "46 to 54",
                        skewedDraws.found().withError(),
                        median == Draws.NEVER ? "-" : median,
                        "median ≤ " + MEDIAN_UNITS,
                        met(median <= MEDIAN_UNITS));
    }

    private static String median(Outcomes outcomes) {
        var median = outcomes.medianAnswers();
        return median.isPresent() ? String.valueOf(median.getAsLong()) : "-";
    }

    private static boolean isKept(Outcomes outcomes) {
        return outcomes.sequence().value() <= Outcome.ALPHA;
    }

    private boolean falseMismatchesKept() {
        return evenDraws.found().value() <= FALSE_MISMATCHES;
    }

    private static String met(boolean met) {
        return met ? "met" : "MISSED";
    }

    String json() {
        var median = skewedDraws.median();
        return BenchJson.written(fields(
                "seed", plan.seed(),
                "experiments", plan.experiments(),
                "equal", equal.stream().map(StatsReport::equalArms).toList(),
                "different", different.stream().map(StatsReport::differentArms).toList(),
                "evenDraws",
                        fields(
                                "found", share(evenDraws.found()),
                                "target", FALSE_MISMATCHES,
                                "met", falseMismatchesKept()),
                "skewedDraws",
                        fields(
                                "found",
                                share(skewedDraws.found()),
                                "medianUnits",
                                median == Draws.NEVER ? null : median,
                                "target",
                                MEDIAN_UNITS,
                                "met",
                                median <= MEDIAN_UNITS)));
    }

    private static Map<String, @Nullable Object> equalArms(Outcomes one) {
        return fields(
                "arms", one.scenario().name(),
                "sequence", share(one.sequence()),
                "target", Outcome.ALPHA,
                "met", isKept(one),
                "naive", share(one.naive()),
                "atTheEnd", share(one.atTheEnd()));
    }

    private static Map<String, @Nullable Object> differentArms(Outcomes one) {
        var median = one.medianAnswers();
        return fields(
                "treatment", one.scenario().name(),
                "sequence", share(one.sequence()),
                "medianAnswers", median.isPresent() ? median.getAsLong() : null,
                "atTheEnd", share(one.atTheEnd()),
                "answersAtTheEnd", one.scenario().answersOfAnArm(one.scenario().windows()),
                "naive", share(one.naive()));
    }

    private static Map<String, @Nullable Object> share(Share share) {
        return fields("value", share.value(), "samplingError", share.samplingError(), "of", share.whole());
    }
}
