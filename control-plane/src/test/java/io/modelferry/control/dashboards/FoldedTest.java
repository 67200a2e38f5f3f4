package io.modelferry.control.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A label never grows with the fleet, and no device is lost from the sum. */
final class FoldedTest {

    private record Site(String name, long devices) {}

    @Test
    void theLargestKeepTheirNamesAndAllOthersAreSummed() {
        var sites = List.of(
                new Site("yard", 1),
                new Site("harbour", 40),
                new Site("mill", 2),
                new Site("quarry", 30),
                new Site("harbour", 5));

        var name = Folded.by(sites, Site::name, Site::devices, 2);

        assertThat(Folded.summed(sites, name, Site::devices))
                .isEqualTo(Map.of("harbour", 45L, "quarry", 30L, "other", 3L));
    }

    @Test
    void ofEqualsTheFirstByNameIsKept() {
        var sites = List.of(new Site("b", 1), new Site("a", 1));

        var name = Folded.by(sites, Site::name, Site::devices, 1);

        assertThat(Folded.summed(sites, name, Site::devices)).isEqualTo(Map.of("a", 1L, "other", 1L));
    }
}
