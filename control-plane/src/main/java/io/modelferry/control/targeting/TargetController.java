package io.modelferry.control.targeting;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.modelferry.control.fleet.DeviceChange;
import io.modelferry.control.fleet.DeviceEdits;
import io.modelferry.control.fleet.DeviceProfiles;
import io.modelferry.control.fleet.DeviceProfiles.DeviceProfile;
import io.modelferry.control.fleet.DeviceSearch;
import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.VersionNames;
import io.modelferry.control.targeting.DeviceVariants.Given;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Devices by filter: listed, changed together, and explained before a version reaches them. */
@RestController
@RequestMapping("/api/v1")
class TargetController {

    private static final int MOST = 500;

    /** A first page counts no further: to count a large fleet takes longer than to list a page of it. */
    private static final long COUNTED = 10_000;

    private final TargetFilter filters;
    private final Targets targets;
    private final VersionNames names;
    private final DeviceSearch devices;
    private final DeviceProfiles profiles;
    private final DeviceEdits edits;
    private final DeviceVariants variants;

    TargetController(
            TargetFilter filters,
            Targets targets,
            VersionNames names,
            DeviceSearch devices,
            DeviceProfiles profiles,
            DeviceEdits edits,
            DeviceVariants variants) {
        this.filters = filters;
        this.targets = targets;
        this.names = names;
        this.devices = devices;
        this.profiles = profiles;
        this.edits = edits;
        this.variants = variants;
    }

    record Item(
            @JsonUnwrapped DeviceView device, @JsonUnwrapped DeviceProfile profile) {}

    /**
     * @param next pass it as {@code after} for more; null at the end
     * @param total devices on all pages together, counted as far as 10,000; null on every page but the first
     * @param totalExact false where there are more than {@code total}; null without it
     */
    record DevicePage(
            List<Item> items,
            @Nullable String next,
            @Nullable Long total,
            @Nullable Boolean totalExact) {}

    /** @param after of the page before; null for the first */
    record Question(
            @Nullable String model,
            @Nullable String version,
            @Nullable String filter,
            @Nullable String after) {}

    /**
     * @param dryRun only counts; true unless it is said to be false
     * @param expect how many devices it must be; needed without {@code dryRun}
     */
    record Bulk(
            @Nullable String filter,
            @Nullable Boolean dryRun,
            @Nullable Long expect,
            @Nullable DeviceChange change) {}

    /** @param changed false after a dry run */
    record BulkResult(long devices, boolean changed) {}

    /** @param exact counts them all, however many */
    @GetMapping("/devices")
    @PreAuthorize("hasRole('VIEWER')")
    DevicePage devices(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String filter,
            @RequestParam(defaultValue = "false") boolean exact) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.invalid("invalid", "limit must lie between 1 and " + MOST + ".");
        }
        var condition = filters.compile(filter);
        var found = devices.page(condition, after == null ? null : new DeviceId(after), limit, q);
        var known = profiles.of(found.stream().map(DeviceView::id).toList());
        var items = found.stream()
                .map(device -> new Item(device, known.getOrDefault(device.id(), DeviceProfile.EMPTY)))
                .toList();
        var next = items.size() < limit ? null : items.getLast().device().id().value();
        if (after != null) {
            return new DevicePage(items, next, null, null);
        }
        var counted = exact ? devices.count(condition, q) : devices.countUpTo(COUNTED + 1, condition, q);
        var all = exact || counted <= COUNTED;
        return new DevicePage(items, next, all ? counted : COUNTED, all);
    }

    @PostMapping("/devices/bulk")
    @PreAuthorize("hasRole('FLEET_ADMIN')")
    BulkResult change(@RequestBody Bulk bulk) {
        var change = bulk.change();
        if (change == null) {
            throw Refusal.invalid("invalid", "change: say what to change.");
        }
        if (bulk.filter() == null) {
            throw Refusal.invalid("invalid", "filter: say which devices; an empty filter is every device.");
        }
        var condition = filters.compile(bulk.filter());
        if (!Boolean.FALSE.equals(bulk.dryRun())) {
            return new BulkResult(filters.count(bulk.filter()), false);
        }
        if (bulk.expect() == null) {
            throw Refusal.invalid("invalid", "expect: say how many devices it must be; dryRun counts them.");
        }
        return new BulkResult(edits.change(condition, bulk.filter(), change, bulk.expect()), true);
    }

    @PostMapping("/targets/explain")
    @PreAuthorize("hasRole('VIEWER')")
    Explanation explain(@RequestBody Question question) {
        var model = new ModelName(required("model", question.model()));
        return targets.explain(
                model,
                names.resolve(model, new VersionName(required("version", question.version()))),
                question.filter() == null ? "" : question.filter(),
                question.after() == null ? null : new DeviceId(question.after()));
    }

    /** @param next always null: a device runs few models */
    record GivenPage(List<Given> items, @Nullable String next) {}

    /** Of each model that the device runs; or of one version, which may be an alias. */
    @GetMapping("/devices/{id}/variants")
    @PreAuthorize("hasRole('VIEWER')")
    GivenPage variants(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String model,
            @RequestParam(required = false) @Nullable String version) {
        var device = new DeviceId(id);
        if (model == null && version == null) {
            return new GivenPage(variants.of(device), null);
        }
        var name = new ModelName(required("model", model));
        var meant = names.resolve(name, new VersionName(required("version", version)));
        return new GivenPage(List.of(variants.of(device, name, meant)), null);
    }

    private static String required(String field, @Nullable String value) {
        if (value == null) {
            throw Refusal.invalid("invalid", field + " must be given.");
        }
        return value;
    }
}
