package io.modelferry.control.fleet;

import io.modelferry.control.fleet.PendingDevices.PendingDevice;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.DeviceId;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Machines that wait to be accepted, and what is decided about them. */
@RestController
@RequestMapping("/api/v1/pending-devices")
class PendingController {

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
    private static final int LONGEST_REASON = 500;

    private final PendingDevices pending;
    private final AdmissionDesk desk;

    PendingController(PendingDevices pending, AdmissionDesk desk) {
        this.pending = pending;
        this.desk = desk;
    }

    /** @param next null: all are on one page */
    record PendingPage(List<PendingDevice> items, @Nullable String next) {}

    /**
     * @param key of the machine that is meant, as the list has it
     * @param reason a refused machine is told
     */
    record Decision(@Nullable String key, @Nullable String reason) {

        String meant() {
            if (key == null || !KEY.matcher(key).matches()) {
                throw Refusal.invalid("bad-key", "key: the 64 hexadecimal digits that the list shows.")
                        .about("key");
            }
            return key;
        }

        String words(int shortest) {
            var words = reason == null ? "" : reason.strip();
            if (words.length() < shortest || words.length() > LONGEST_REASON) {
                throw Refusal.invalid(
                                "reason-required",
                                "reason: %d to %d characters that say why.".formatted(shortest, LONGEST_REASON))
                        .about("reason");
            }
            return words;
        }
    }

    @GetMapping
    @PreAuthorize("hasRole('VIEWER')")
    PendingPage waiting() {
        return new PendingPage(pending.waiting(Integer.MAX_VALUE), null);
    }

    @PostMapping("/{id}/accept")
    @PreAuthorize("hasRole('FLEET_ADMIN')")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void accept(@PathVariable String id, @RequestBody Decision decision) {
        desk.accept(new DeviceId(id), decision.meant(), decision.words(0));
    }

    @PostMapping("/{id}/refuse")
    @PreAuthorize("hasRole('FLEET_ADMIN')")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void refuse(@PathVariable String id, @RequestBody Decision decision) {
        desk.refuse(new DeviceId(id), decision.meant(), decision.words(1));
    }
}
