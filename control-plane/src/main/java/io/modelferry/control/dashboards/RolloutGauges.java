package io.modelferry.control.dashboards;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.modelferry.control.rollout.RolloutCensus;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Rollouts and deployments by state, and what updates cost on the wire. */
@Component
class RolloutGauges implements Counted {

    private final RolloutCensus census;
    private final MultiGauge rollouts;
    private final MultiGauge deployments;
    private final RisingSums sums;

    RolloutGauges(RolloutCensus census, MeterRegistry meters) {
        this.census = census;
        this.rollouts = MultiGauge.builder("modelferry.rollouts").register(meters);
        this.deployments = MultiGauge.builder("modelferry.deployments")
                .description("devices in rollouts that are not over")
                .register(meters);
        this.sums = new RisingSums(meters);
    }

    @Override
    public void count() {
        rollouts.register(
                census.rollouts().entrySet().stream()
                        .<Row<?>>map(entry -> Row.of(Tags.of("state", word(entry.getKey())), entry.getValue()))
                        .toList(),
                true);
        deployments.register(
                census.deployments().stream()
                        .<Row<?>>map(one -> Row.of(
                                Tags.of("model", one.model().value(), "state", word(one.state())), one.deployments()))
                        .toList(),
                true);
        census.moved().forEach(this::moved);
    }

    private void moved(RolloutCensus.Moved moved) {
        var model = Tags.of("model", moved.model().value());
        sums.set("modelferry.updates", model, moved.updates());
        sums.set("modelferry.update.fallbacks", model, moved.fallbacks());
        sums.set("modelferry.sent.bytes", model.and("kind", "delta"), moved.deltaBytes());
        sums.set("modelferry.sent.bytes", model.and("kind", "full"), moved.fullBytes());
        sums.set("modelferry.saved.bytes", model, moved.savedBytes());
    }

    /** {@code rolled-back} for {@code ROLLED_BACK}. */
    static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
