package io.modelferry.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.protocol.DeviceId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CohortsTest {

    private static final List<DeviceId> FLEET =
            IntStream.range(0, 2000).mapToObj(n -> new DeviceId("cam-" + n)).toList();

    @ParameterizedTest(name = "{0} % of {1} devices are {2}")
    @CsvSource({"10, 2000, 200", "1, 2000, 20", "50, 53, 27", "1, 53, 1", "0.1, 3, 1", "99.9, 3, 3", "100, 53, 53"})
    void areAsLargeAsAskedForAndNeverEmpty(double percent, int fleet, int expected) {
        assertThat(cohort("r1", FLEET.subList(0, fleet), percent)).hasSize(expected);
    }

    @Test
    void lieInsideEachOther() {
        var one = cohort("r1", FLEET, 1);
        var ten = cohort("r1", FLEET, 10);
        var fifty = cohort("r1", FLEET, 50);

        assertThat(ten).containsAll(one);
        assertThat(fifty).containsAll(ten);
    }

    @Test
    void areDrawnAnewForEverySalt() {
        var both = cohort("r1", FLEET, 50).stream()
                .filter(cohort("r2", FLEET, 50)::contains)
                .count();

        // half of a half: 500 of 2000, with a standard deviation of 22 if the draws are independent
        assertThat(both).isBetween(430L, 570L);
    }

    @Test
    void takeSitesAndNumbersEvenly() {
        var cohort = cohort("r7", FLEET, 50);
        var firstHalf = FLEET.subList(0, 1000).stream().filter(cohort::contains).count();

        assertThat(firstHalf).isBetween(430L, 570L);
    }

    @Test
    void knowAtOnceWhetherALatecomerBelongs() {
        var cutoff = cutoff("r1", FLEET, 50);
        var latecomers = IntStream.range(0, 1000)
                .mapToObj(n -> new DeviceId("late-" + n))
                .filter(device -> Cohorts.position("r1", device) <= cutoff)
                .count();

        assertThat(latecomers).isBetween(430L, 570L);
    }

    private static Set<DeviceId> cohort(String salt, List<DeviceId> fleet, double percent) {
        var cutoff = cutoff(salt, fleet, percent);
        return fleet.stream()
                .filter(device -> Cohorts.position(salt, device) <= cutoff)
                .collect(Collectors.toSet());
    }

    private static long cutoff(String salt, List<DeviceId> fleet, double percent) {
        var positions = fleet.stream()
                .map(device -> Cohorts.position(salt, device))
                .sorted()
                .toList();
        return positions.get((int) Cohorts.size(fleet.size(), percent) - 1);
    }
}
