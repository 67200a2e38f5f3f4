package io.modelferry.control.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelferry.control.experiment.ExperimentPlan.Arm;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DrawTest {

    private static final int UNITS = 20_000;

    private static Map<String, Integer> counts(Draw draw) {
        var counts = new HashMap<String, Integer>();
        IntStream.range(0, UNITS)
                .forEach(unit -> counts.merge(
                        draw.arm("device/cam-" + unit).map(Arm::name).orElse("held out"), 1, Integer::sum));
        return counts;
    }

    @Test
    void drawsInTheProportionOfTheWeightsAndHoldsTheRestOut() {
        var plan = Plans.weighted(0.5, 0.2, 0.3);
        var counts = counts(new Draw(new ExperimentId("e1"), Plans.withShare(plan, 0.8)));

        assertThat(counts.get("held out") / (double) UNITS).isEqualTo(0.2, within(0.012));
        assertThat(counts.get("control") / (double) UNITS).isEqualTo(0.4, within(0.014));
        assertThat(counts.get("b") / (double) UNITS).isEqualTo(0.16, within(0.011));
        assertThat(counts.get("c") / (double) UNITS).isEqualTo(0.24, within(0.012));
    }

    @Test
    void neverMovesAnybodyBetweenArmsWhenTheShareGrows() {
        var plan = Plans.weighted(0.5, 0.5);
        var narrow = new Draw(new ExperimentId("e1"), Plans.withShare(plan, 0.1));
        var wide = new Draw(new ExperimentId("e1"), Plans.withShare(plan, 0.9));

        var inside = IntStream.range(0, 2000)
                .mapToObj(unit -> "device/cam-" + unit)
                .filter(unit -> narrow.arm(unit).isPresent())
                .toList();

        assertThat(inside)
                .hasSizeBetween(150, 250)
                .allSatisfy(unit -> assertThat(wide.arm(unit)).isEqualTo(narrow.arm(unit)));
    }

    @Test
    void drawsAnewForAnotherExperiment() {
        var plan = Plans.weighted(0.5, 0.5);
        var one = new Draw(new ExperimentId("e1"), plan);
        var two = new Draw(new ExperimentId("e2"), plan);

        var same = IntStream.range(0, UNITS)
                .filter(unit -> one.arm("u" + unit).equals(two.arm("u" + unit)))
                .count();

        assertThat(same / (double) UNITS).isEqualTo(0.5, within(0.015));
    }
}
