package io.modelferry.control.incident;

import io.modelferry.control.fleet.RunHistory;
import io.modelferry.control.fleet.RunHistory.DeviceRuns;
import io.modelferry.control.fleet.RunHistory.FileCount;
import io.modelferry.control.fleet.RunHistory.RunAt;
import io.modelferry.control.incident.Names.Named;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Versions;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The past over HTTP. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@PreAuthorize("hasRole('VIEWER')")
class HistoryController {

    private static final int MOST = 500;

    private final RunHistory history;
    private final Versions versions;
    private final Names names;

    HistoryController(RunHistory history, Versions versions, Names names) {
        this.history = history;
        this.versions = versions;
        this.names = names;
    }

    /**
     * @param devices that ever ran it, on every page the same
     * @param next cursor for the following page; null on the last one
     */
    record RanFile(
            Named file,
            long devices,
            List<DeviceRuns> items,
            @Nullable String next) {}

    record DeviceAt(DeviceId device, Instant at, List<FileAt> items) {}

    record FileAt(
            ModelName model,
            Named file,
            Instant since,
            @Nullable Instant until) {}

    record ModelAt(ModelName model, Instant at, long devices, List<Share> items) {}

    record Share(Named file, long devices) {}

    @GetMapping("/history/digests/{digest}/devices")
    RanFile ranFile(
            @PathVariable String digest,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.invalid("invalid", "limit must lie between 1 and " + MOST + ".");
        }
        var file = new ArtifactDigest(digest);
        var items = history.ranFile(file, after == null ? null : new DeviceId(after), limit);
        var next = items.size() < limit ? null : items.getLast().device().value();
        return new RanFile(names.of(file), history.countRanFile(file), items, next);
    }

    @GetMapping("/devices/{id}/as-of")
    DeviceAt device(@PathVariable String id, @RequestParam(required = false) @Nullable String at) {
        var device = new DeviceId(id);
        var instant = Instants.at(at);
        var runs = history.deviceAt(device, instant).orElseThrow(() -> Refusal.notFound("device", id));
        return new DeviceAt(device, instant, runs.stream().map(this::named).toList());
    }

    @GetMapping("/models/{model}/as-of")
    ModelAt model(@PathVariable String model, @RequestParam(required = false) @Nullable String at) {
        var name = new ModelName(model);
        var instant = Instants.at(at);
        if (versions.of(name).isEmpty()) {
            throw Refusal.notFound("model", model);
        }
        var counts = history.modelAt(name, instant);
        return new ModelAt(
                name,
                instant,
                counts.stream().mapToLong(FileCount::devices).sum(),
                counts.stream()
                        .map(count -> new Share(names.of(count.digest()), count.devices()))
                        .toList());
    }

    private FileAt named(RunAt run) {
        return new FileAt(run.model(), names.of(run.digest()), run.since(), run.until());
    }
}
