package io.modelferry.control.fleet;

import io.modelferry.control.fleet.DeviceHistory.PresenceRecord;
import io.modelferry.control.fleet.DeviceHistory.RunRecord;
import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.DeviceId;
import jakarta.validation.Valid;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Devices and enrolment tokens, for operators and scripts. */
@RestController
@RequestMapping("/api/v1")
class FleetController {

    private static final int MOST = 500;

    private final Devices devices;
    private final DeviceHistory histories;
    private final Enrolment enrolment;
    private final Decommissioning decommissioning;

    FleetController(Devices devices, DeviceHistory histories, Enrolment enrolment, Decommissioning decommissioning) {
        this.devices = devices;
        this.histories = histories;
        this.enrolment = enrolment;
        this.decommissioning = decommissioning;
    }

    /** @param next pass it as {@code after} for more; null at the end */
    record DevicePage(List<DeviceView> items, @Nullable String next) {}

    record TokenPage(List<TokenView> items, @Nullable String next) {}

    /** Newest first. */
    record History(List<RunRecord> ran, List<PresenceRecord> online) {}

    @GetMapping("/devices")
    @PreAuthorize("hasRole('VIEWER')")
    DevicePage devices(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(defaultValue = "") String q) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.invalid("invalid", "limit must lie between 1 and " + MOST + ".");
        }
        var page = devices.page(after == null ? null : new DeviceId(after), limit, q);
        return new DevicePage(
                page, page.size() < limit ? null : page.getLast().id().value());
    }

    @GetMapping("/devices/{id}")
    @PreAuthorize("hasRole('VIEWER')")
    DeviceView device(@PathVariable String id) {
        return devices.find(new DeviceId(id)).orElseThrow(() -> Refusal.notFound("device", id));
    }

    @GetMapping("/devices/{id}/history")
    @PreAuthorize("hasRole('VIEWER')")
    History history(@PathVariable String id) {
        var device = device(id).id();
        return new History(histories.runs(device, 100), histories.presence(device, 100));
    }

    @DeleteMapping("/devices/{id}")
    @PreAuthorize("hasRole('FLEET_ADMIN')")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void decommission(@PathVariable String id) {
        decommissioning.decommission(new DeviceId(id));
    }

    @PostMapping("/enrolment-tokens")
    @PreAuthorize("hasRole('FLEET_ADMIN')")
    @ResponseStatus(HttpStatus.CREATED)
    Enrolment.NewToken invite(@Valid @RequestBody TokenRequest request, Principal operator) {
        return enrolment.invite(request, operator.getName());
    }

    @GetMapping("/enrolment-tokens")
    @PreAuthorize("hasRole('VIEWER')")
    TokenPage invitations() {
        return new TokenPage(enrolment.invitations(), null);
    }
}
