package io.modelferry.control.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/** Counters whose sums the database keeps never fall. */
final class RisingSumsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RisingSums sums = new RisingSums(meters);

    @Test
    void waitsUntilAFallenSumHasPassedWhereItWas() {
        sums.set("sent", Tags.of("model", "a"), 100);
        sums.set("sent", Tags.of("model", "a"), 60);
        assertThat(count("a")).isEqualTo(100);

        sums.set("sent", Tags.of("model", "a"), 130);
        assertThat(count("a")).isEqualTo(130);
    }

    @Test
    void keepsModelsApart() {
        sums.set("sent", Tags.of("model", "a"), 100);
        sums.set("sent", Tags.of("model", "b"), 7);

        assertThat(count("a")).isEqualTo(100);
        assertThat(count("b")).isEqualTo(7);
    }

    private double count(String model) {
        return meters.get("sent").tag("model", model).functionCounter().count();
    }
}
