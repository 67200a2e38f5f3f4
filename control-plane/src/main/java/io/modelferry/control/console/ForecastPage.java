package io.modelferry.control.console;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.Planning;
import io.modelferry.control.rollout.Rollouts;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;

/** What a new rollout would come to, beside the form and as it is typed. */
@Controller
class ForecastPage {

    private final Rollouts rollouts;
    private final Planning planning;

    ForecastPage(Rollouts rollouts, Planning planning) {
        this.rollouts = rollouts;
        this.planning = planning;
    }

    @PostMapping("/rollouts/new/forecast")
    @PreAuthorize("hasRole('OPERATOR')")
    String forecast(@ModelAttribute("form") RolloutForm form, Model page) {
        try {
            var first = rollouts.current(new ModelName(String.valueOf(form.model())))
                    .isEmpty();
            page.addAttribute("forecast", planning.forecast(form.toRollout(first)));
        } catch (Refusal refusal) {
            page.addAttribute("wrong", refusal.detail());
        } catch (MalformedMessage malformed) {
            page.addAttribute("wrong", "model, version: choose both.");
        }
        return "forecast :: live";
    }
}
