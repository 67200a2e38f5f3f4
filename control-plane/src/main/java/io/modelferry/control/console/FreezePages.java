package io.modelferry.control.console;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.Freezes.Freeze;
import io.modelferry.control.rollout.Rollouts;
import io.modelferry.control.rollout.Rollouts.Order;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The switch that holds the whole fleet. The layout of every page asks it as {@code @fleetSwitch}. */
@Controller("fleetSwitch")
class FreezePages {

    private final Rollouts rollouts;

    FreezePages(Rollouts rollouts) {
        this.rollouts = rollouts;
    }

    /** @return null while the fleet may move */
    public @Nullable Freeze frozen() {
        return rollouts.frozen().orElse(null);
    }

    @PostMapping("/freeze")
    @PreAuthorize("hasRole('OPERATOR')")
    String freeze(@RequestParam String reason, RedirectAttributes next) {
        return order(() -> rollouts.freeze(new Order(reason.strip(), null)), next);
    }

    @PostMapping("/thaw")
    @PreAuthorize("hasRole('OPERATOR')")
    String thaw(@RequestParam String reason, RedirectAttributes next) {
        return order(() -> rollouts.thaw(new Order(reason.strip(), null)), next);
    }

    private static String order(Runnable order, RedirectAttributes next) {
        try {
            order.run();
        } catch (Refusal refusal) {
            next.addFlashAttribute("problem", refusal.detail());
        }
        return "redirect:/rollouts";
    }
}
