package io.modelferry.control.fleet;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.modelferry.control.fleet.DeviceHistory.PresenceRecord;
import io.modelferry.control.fleet.DeviceHistory.RunRecord;
import io.modelferry.control.fleet.DeviceProfiles.DeviceProfile;
import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.DeviceId;
import jakarta.validation.Valid;
import java.security.Principal;
import java.time.Duration;
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
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Devices and enrolment tokens, for operators and scripts. */
@RestController
@RequestMapping("/api/v1")
class FleetController {

    private final Devices devices;
    private final DeviceProfiles profiles;
    private final DeviceHistory histories;
    private final Invitations invitations;
    private final Decommissioning decommissioning;

    FleetController(
            Devices devices,
            DeviceProfiles profiles,
            DeviceHistory histories,
            Invitations invitations,
            Decommissioning decommissioning) {
        this.devices = devices;
        this.profiles = profiles;
        this.histories = histories;
        this.invitations = invitations;
        this.decommissioning = decommissioning;
    }

    record Device(
            @JsonUnwrapped DeviceView device, @JsonUnwrapped DeviceProfile profile) {}

    record TokenPage(List<TokenView> items, @Nullable String next) {}

    /** Newest first. */
    record History(List<RunRecord> ran, List<PresenceRecord> online) {}

    @GetMapping("/devices/{id}")
    @PreAuthorize("hasRole('VIEWER')")
    Device device(@PathVariable String id) {
        var device = devices.find(new DeviceId(id)).orElseThrow(() -> Refusal.notFound("device", id));
        return new Device(device, profiles.of(List.of(device.id())).getOrDefault(device.id(), DeviceProfile.EMPTY));
    }

    @GetMapping("/devices/{id}/history")
    @PreAuthorize("hasRole('VIEWER')")
    History history(@PathVariable String id) {
        var device = device(id).device().id();
        return new History(histories.runs(device, 100), histories.presence(device, 100));
    }

    @DeleteMapping("/devices/{id}")
    @PreAuthorize("hasRole('FLEET_ADMIN')")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void decommission(@PathVariable String id) {
        decommissioning.decommission(new DeviceId(id));
    }

    /** @param ttl at most 366 days, default one hour */
    record RejoinRequest(@Nullable Duration ttl) {}

    /** A token for a device whose certificate ended while it was away. */
    @PostMapping("/devices/{id}/rejoin")
    @PreAuthorize("hasRole('FLEET_ADMIN')")
    @ResponseStatus(HttpStatus.CREATED)
    Invitations.NewToken inviteAgain(@PathVariable String id, @RequestBody RejoinRequest request, Principal operator) {
        var ttl = request.ttl() == null ? Duration.ofHours(1) : request.ttl();
        return invitations.inviteAgain(new DeviceId(id), ttl, operator.getName());
    }

    @PostMapping("/enrolment-tokens")
    @PreAuthorize("hasRole('FLEET_ADMIN')")
    @ResponseStatus(HttpStatus.CREATED)
    Invitations.NewToken invite(@Valid @RequestBody TokenRequest request, Principal operator) {
        return invitations.invite(request, operator.getName());
    }

    @DeleteMapping("/enrolment-tokens/{id}")
    @PreAuthorize("hasRole('FLEET_ADMIN')")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable String id) {
        invitations.revoke(id);
    }

    @GetMapping("/enrolment-tokens")
    @PreAuthorize("hasRole('VIEWER')")
    TokenPage tokens() {
        return new TokenPage(invitations.all(), null);
    }
}
