package io.modelferry.control.console;

import io.modelferry.control.fleet.DeviceHistory;
import io.modelferry.control.fleet.DeviceHistory.RunRecord;
import io.modelferry.control.fleet.DeviceProfiles;
import io.modelferry.control.fleet.DeviceProfiles.DeviceProfile;
import io.modelferry.control.fleet.DeviceSearch;
import io.modelferry.control.fleet.Devices;
import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.fleet.FleetCensus;
import io.modelferry.control.fleet.MaintenanceWindow;
import io.modelferry.control.fleet.PendingDevices;
import io.modelferry.control.fleet.SqlCondition;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.UpdateHistory;
import io.modelferry.control.rollout.UpdateHistory.ToldStep;
import io.modelferry.control.targeting.DeviceVariants;
import io.modelferry.control.targeting.TargetFilter;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.Swap;
import io.modelferry.protocol.report.UpdateState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** The fleet: a list that is searched and paged, and a page for each device. */
@Controller
class DevicePages {

    private static final int PAGE = 50;
    private static final int LONGEST_QUERY = 100;
    private static final int HISTORY = 20;
    private static final long MICROS_PER_MILLI = 1000;

    private final Devices devices;
    private final DeviceSearch search;
    private final FleetCensus fleet;
    private final DeviceProfiles profiles;
    private final TargetFilter filters;
    private final DeviceHistory history;
    private final UpdateHistory updates;
    private final DeviceVariants variants;
    private final VersionLabels labels;
    private final PendingDevices pending;
    private final InstantSource clock;

    DevicePages(
            Devices devices,
            DeviceSearch search,
            FleetCensus fleet,
            DeviceProfiles profiles,
            TargetFilter filters,
            DeviceHistory history,
            UpdateHistory updates,
            DeviceVariants variants,
            VersionLabels labels,
            PendingDevices pending,
            InstantSource clock) {
        this.devices = devices;
        this.search = search;
        this.fleet = fleet;
        this.profiles = profiles;
        this.filters = filters;
        this.history = history;
        this.updates = updates;
        this.variants = variants;
        this.labels = labels;
        this.pending = pending;
        this.clock = clock;
    }

    record Row(
            DeviceId id,
            String site,
            String deviceClass,
            boolean lab,
            boolean online,
            @Nullable Instant lastSeen,
            List<String> tags,
            List<VersionLabels.Label> running) {}

    /** A filter that cannot stand: {@code marked} is the filter, and below it a mark at the first wrong character. */
    record Misread(String words, String marked) {

        static Misread of(String filter, Refusal refusal) {
            var position = refusal.facts().get("position") instanceof Integer from1 ? from1 : 1;
            return new Misread(refusal.detail(), filter + "\n" + " ".repeat(position - 1) + "^");
        }
    }

    /** @param more whether these are not all: it stopped counting */
    record Found(long devices, boolean more) {

        private static final long MOST = 10_000;

        static Found of(long counted) {
            return new Found(Math.min(counted, MOST), counted > MOST);
        }
    }

    /** @param previous what a rollback would flip to */
    record Slot(VersionLabels.Label running, VersionLabels.@Nullable Label previous) {}

    /** @param label null when it ran no file of the model */
    record Run(String model, VersionLabels.@Nullable Label label, Instant since) {}

    /** @param swap what a swap cost, in words, and {@code log} the agent's last lines; each empty for a step without */
    record Step(
            VersionLabels.Label label,
            UpdateState state,
            @Nullable FailureCode failure,
            String detail,
            String swap,
            String log,
            Instant at) {}

    @GetMapping("/devices")
    String list(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String filter,
            @RequestParam(defaultValue = "") String after,
            @RequestHeader(name = "HX-Request", defaultValue = "false") boolean fragment,
            Model page) {
        fill(page, q, filter, after);
        if (fragment) {
            return "devices :: list";
        }
        page.addAttribute("counts", fleet.counts());
        page.addAttribute("waiting", pending.count());
        return "devices";
    }

    @GetMapping("/device-rows")
    String more(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String filter,
            @RequestParam String after,
            Model page) {
        fill(page, q, filter, after);
        return "devices :: rows";
    }

    /** How many match, all of them. */
    @GetMapping("/device-count")
    String count(
            @RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "") String filter, Model page) {
        page.addAttribute("found", new Found(search.count(filters.compile(filter), stripped(q)), false));
        return "devices :: found";
    }

    @GetMapping("/devices/{id}")
    String device(@PathVariable String id, Model page) {
        fill(page, id);
        return "device";
    }

    @GetMapping("/devices/{id}/live")
    String live(@PathVariable String id, Model page) {
        fill(page, id);
        return "device :: live";
    }

    /** A filter that cannot stand selects nobody; the page says where it is wrong. */
    private void fill(Model page, String q, String filter, String after) {
        var query = stripped(q);
        page.addAttribute("q", query);
        page.addAttribute("filter", filter);
        page.addAttribute("misread", null);
        try {
            select(page, query, filters.compile(filter), after);
        } catch (Refusal refusal) {
            page.addAttribute("misread", Misread.of(filter, refusal));
            page.addAttribute("rows", List.of());
            page.addAttribute("found", Found.of(0));
            page.addAttribute("next", null);
        }
    }

    private static String stripped(String q) {
        return q.strip().substring(0, Math.min(q.strip().length(), LONGEST_QUERY));
    }

    private void select(Model page, String query, SqlCondition condition, String after) {
        var found = search.page(condition, after.isEmpty() ? null : new DeviceId(after), PAGE + 1, query);
        var shown = found.stream().limit(PAGE).toList();
        var known = profiles.of(shown.stream().map(DeviceView::id).toList());
        var rows = shown.stream()
                .map(device -> row(device, known.getOrDefault(device.id(), DeviceProfile.EMPTY)))
                .toList();
        page.addAttribute("rows", rows);
        page.addAttribute("found", Found.of(search.countUpTo(Found.MOST + 1, condition, query)));
        page.addAttribute("next", found.size() > PAGE ? rows.getLast().id().value() : null);
    }

    private Row row(DeviceView device, DeviceProfile profile) {
        return new Row(
                device.id(),
                device.site(),
                device.deviceClass(),
                device.lab(),
                device.online(),
                device.lastSeen(),
                profile.tags(),
                device.running().entrySet().stream()
                        .map(slot -> labels.of(slot.getKey(), slot.getValue()))
                        .toList());
    }

    private void fill(Model page, String id) {
        var device = devices.find(new DeviceId(id)).orElseThrow(() -> Refusal.notFound("device", id));
        page.addAttribute("device", device);
        var profile = profiles.of(List.of(device.id())).getOrDefault(device.id(), DeviceProfile.EMPTY);
        page.addAttribute("profile", profile);
        var together = profile.place().windows(null);
        page.addAttribute("now", clock.instant());
        page.addAttribute("windowed", !together.isEmpty());
        page.addAttribute(
                "opens",
                MaintenanceWindow.nextOpening(together, clock.instant()).orElse(null));
        page.addAttribute("models", slots(device));
        page.addAttribute("quarantined", quarantined(device));
        page.addAttribute("given", variants.of(device.id()));
        page.addAttribute(
                "runs",
                history.runs(device.id(), HISTORY).stream().map(this::run).toList());
        page.addAttribute(
                "steps",
                updates.of(device.id(), HISTORY).stream().map(this::step).toList());
        page.addAttribute("presence", history.presence(device.id(), HISTORY));
    }

    private Step step(ToldStep told) {
        return new Step(
                labels.of(told.model(), told.digest()),
                told.state(),
                told.failure(),
                told.detail(),
                told.swap() == null ? "" : inWords(told.swap()),
                String.join("\n", told.log()),
                told.receivedAt());
    }

    private static String inWords(Swap swap) {
        var pause = swap.pauseMicros() == 0
                ? "no pause"
                : "%d ms of pause".formatted(swap.pauseMicros() / MICROS_PER_MILLI);
        return "loaded in %d ms, %s, %s (%s)"
                .formatted(swap.loadMicros() / MICROS_PER_MILLI, pause, swap.provider(), swap.reason());
    }

    private Run run(RunRecord record) {
        var digest = record.digest();
        return new Run(
                record.model().value(), digest == null ? null : labels.of(record.model(), digest), record.since());
    }

    private List<Slot> slots(DeviceView device) {
        return device.running().entrySet().stream()
                .map(slot -> {
                    var previous = device.previous().get(slot.getKey());
                    return new Slot(
                            labels.of(slot.getKey(), slot.getValue()),
                            previous == null ? null : labels.of(slot.getKey(), previous));
                })
                .toList();
    }

    private List<VersionLabels.Label> quarantined(DeviceView device) {
        return device.quarantined().entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(digest -> labels.of(entry.getKey(), digest)))
                .toList();
    }
}
