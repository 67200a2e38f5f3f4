package io.modelferry.control.fleet;

import io.modelferry.control.fleet.DeviceProfiles.DeviceProfile;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What an operator owns of a device: its attributes, tags and holds. */
@RestController
@RequestMapping("/api/v1/devices/{id}")
class DeviceEditController {

    private final DeviceEdits edits;
    private final DeviceHolds holds;
    private final DeviceProfiles profiles;

    DeviceEditController(DeviceEdits edits, DeviceHolds holds, DeviceProfiles profiles) {
        this.edits = edits;
        this.holds = holds;
        this.profiles = profiles;
    }

    record Reason(@Nullable String reason) {

        String words() {
            return reason == null ? "" : reason.strip();
        }
    }

    @PatchMapping
    @PreAuthorize("hasRole('FLEET_ADMIN')")
    DeviceProfile change(@PathVariable String id, @RequestBody DeviceChange change) {
        var device = new DeviceId(id);
        edits.change(device, change);
        return profiles.of(List.of(device)).getOrDefault(device, DeviceProfile.EMPTY);
    }

    @PutMapping("/pins/{model}")
    @PreAuthorize("hasAnyRole('OPERATOR', 'FLEET_ADMIN')")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void pin(@PathVariable String id, @PathVariable String model, @RequestBody Reason reason, Principal operator) {
        holds.pin(new DeviceId(id), new ModelName(model), reason.words(), operator.getName());
    }

    @DeleteMapping("/pins/{model}")
    @PreAuthorize("hasAnyRole('OPERATOR', 'FLEET_ADMIN')")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unpin(@PathVariable String id, @PathVariable String model) {
        holds.unpin(new DeviceId(id), new ModelName(model));
    }

    @PutMapping("/opt-out")
    @PreAuthorize("hasAnyRole('OPERATOR', 'FLEET_ADMIN')")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void optOut(@PathVariable String id, @RequestBody Reason reason, Principal operator) {
        holds.optOut(new DeviceId(id), reason.words(), operator.getName());
    }

    @DeleteMapping("/opt-out")
    @PreAuthorize("hasAnyRole('OPERATOR', 'FLEET_ADMIN')")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void optIn(@PathVariable String id) {
        holds.optIn(new DeviceId(id));
    }
}
