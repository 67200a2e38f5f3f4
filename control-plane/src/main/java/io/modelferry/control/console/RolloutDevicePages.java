package io.modelferry.control.console;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.DeviceStanding;
import io.modelferry.control.rollout.RolloutId;
import io.modelferry.control.rollout.Rollouts;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Every device of a rollout, or those in one state: among a hundred thousand, the three that failed. */
@Controller
class RolloutDevicePages {

    private static final int PAGE = 100;

    private final Rollouts rollouts;

    RolloutDevicePages(Rollouts rollouts) {
        this.rollouts = rollouts;
    }

    /** @param state names with commas between them, in any case; empty for all */
    @GetMapping("/rollouts/{id}/devices")
    String devices(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String after,
            Model page) {
        var rollout = rollouts.find(new RolloutId(id)).orElseThrow(() -> Refusal.notFound("rollout", id));
        var found = rollouts.devices(rollout.id(), DeviceStanding.of(state), after, PAGE);
        page.addAttribute("rollout", rollout);
        page.addAttribute("state", state.toUpperCase(Locale.ROOT));
        page.addAttribute("states", DeviceStanding.values());
        page.addAttribute("devices", found);
        page.addAttribute(
                "next", found.size() < PAGE ? null : found.getLast().device().value());
        return "rollout-devices";
    }
}
