package io.modelferry.control.console;

import io.modelferry.control.fleet.FleetCensus;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.rollout.RolloutView;
import io.modelferry.control.rollout.Rollouts;
import io.modelferry.control.rollout.TimelineEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The first page: how the fleet is, what moves, what was decided, what deltas saved; or what to do first. */
@Controller
class OverviewPage {

    private static final int ROLLOUTS = 50;
    private static final int DECIDED_IN = 5;
    private static final int DECISIONS = 8;
    private static final int TIMELINE = 40;
    private static final Set<String> STEPS_ON_THE_WAY = Set.of("STAGE_OPENED", "STAGE_SETTLED", "WAITING", "VERDICT");

    private final FleetCensus fleet;
    private final Versions versions;
    private final Rollouts rollouts;
    private final FieldVersions field;

    OverviewPage(FleetCensus fleet, Versions versions, Rollouts rollouts, FieldVersions field) {
        this.fleet = fleet;
        this.versions = versions;
        this.rollouts = rollouts;
        this.field = field;
    }

    record Decision(RolloutView rollout, TimelineEntry entry) {}

    record ModelField(String model, Bar bar) {}

    /** @param share 0…1 of what full downloads would have cost; NaN before anything was sent */
    record Saving(long savedBytes, long sentBytes, double share) {}

    @GetMapping("/")
    String overview(Model page) {
        fill(page);
        return "overview";
    }

    @GetMapping("/overview/live")
    String live(Model page) {
        fill(page);
        return "overview :: live";
    }

    private void fill(Model page) {
        var newest = rollouts.page(null, ROLLOUTS);
        var models = versions.models();
        page.addAttribute("counts", fleet.counts());
        page.addAttribute("models", models);
        page.addAttribute("rollouts", newest.size());
        page.addAttribute(
                "active",
                newest.stream()
                        .filter(rollout -> rollout.state().active())
                        .map(RolloutPicture::of)
                        .toList());
        page.addAttribute("decisions", decisions(newest));
        page.addAttribute("saving", saving(newest));
        page.addAttribute(
                "field",
                models.stream()
                        .map(model -> new ModelField(model.name().value(), field.bar(model.name())))
                        .toList());
    }

    private List<Decision> decisions(List<RolloutView> newest) {
        return newest.stream()
                .limit(DECIDED_IN)
                .flatMap(rollout -> rollouts.timeline(rollout.id(), TIMELINE).stream()
                        .filter(entry -> !STEPS_ON_THE_WAY.contains(entry.kind()))
                        .map(entry -> new Decision(rollout, entry)))
                .sorted(Comparator.comparing(
                                (Decision decision) -> decision.entry().at())
                        .reversed())
                .limit(DECISIONS)
                .toList();
    }

    private static Saving saving(List<RolloutView> newest) {
        var sent = newest.stream()
                .map(RolloutView::bytes)
                .mapToLong(bytes -> bytes.deltaBytes() + bytes.fullBytes())
                .sum();
        var full = newest.stream()
                .mapToLong(rollout -> rollout.bytes().fullDownloadBytes())
                .sum();
        return new Saving(
                Math.max(0, full - sent), sent, full == 0 ? Double.NaN : Math.max(0, 1 - (double) sent / full));
    }
}
