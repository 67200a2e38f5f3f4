package io.modelferry.control.console;

import io.modelferry.control.fleet.DeviceHistory;
import io.modelferry.control.fleet.DeviceHistory.RunRecord;
import io.modelferry.control.fleet.Devices;
import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.UpdateHistory;
import io.modelferry.control.rollout.UpdateHistory.ToldStep;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.Swap;
import io.modelferry.protocol.report.UpdateState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
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
    private final DeviceHistory history;
    private final UpdateHistory updates;
    private final VersionLabels labels;
    private final String server;

    DevicePages(
            Devices devices,
            DeviceHistory history,
            UpdateHistory updates,
            VersionLabels labels,
            ModelferryConfiguration configuration) {
        this.devices = devices;
        this.history = history;
        this.updates = updates;
        this.labels = labels;
        this.server = "https://" + configuration.devices().publicHost() + ":"
                + configuration.devices().port();
    }

    record Row(
            DeviceId id,
            String site,
            String deviceClass,
            boolean lab,
            boolean online,
            @Nullable Instant lastSeen,
            List<VersionLabels.Label> running) {}

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
            @RequestParam(defaultValue = "") String after,
            @RequestHeader(name = "HX-Request", defaultValue = "false") boolean fragment,
            Model page) {
        fill(page, q, after);
        if (fragment) {
            return "devices :: list";
        }
        page.addAttribute("counts", devices.counts());
        return "devices";
    }

    @GetMapping("/device-rows")
    String more(@RequestParam(defaultValue = "") String q, @RequestParam String after, Model page) {
        fill(page, q, after);
        return "devices :: rows";
    }

    /** The form; the join string itself comes from the API and is shown once, by the browser. */
    @GetMapping("/enrol")
    @PreAuthorize("hasRole('FLEET_ADMIN')")
    String enrol(Model page) {
        page.addAttribute("server", server);
        return "enrol";
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

    private void fill(Model page, String q, String after) {
        var query = q.strip().substring(0, Math.min(q.strip().length(), LONGEST_QUERY));
        var found = devices.page(after.isEmpty() ? null : new DeviceId(after), PAGE + 1, query);
        var rows = found.stream().limit(PAGE).map(this::row).toList();
        page.addAttribute("q", query);
        page.addAttribute("rows", rows);
        page.addAttribute("next", found.size() > PAGE ? rows.getLast().id().value() : null);
    }

    private Row row(DeviceView device) {
        return new Row(
                device.id(),
                device.site(),
                device.deviceClass(),
                device.lab(),
                device.online(),
                device.lastSeen(),
                device.running().entrySet().stream()
                        .map(slot -> labels.of(slot.getKey(), slot.getValue()))
                        .toList());
    }

    private void fill(Model page, String id) {
        var device = devices.find(new DeviceId(id)).orElseThrow(() -> Refusal.notFound("device", id));
        page.addAttribute("device", device);
        page.addAttribute("models", slots(device));
        page.addAttribute("quarantined", quarantined(device));
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
