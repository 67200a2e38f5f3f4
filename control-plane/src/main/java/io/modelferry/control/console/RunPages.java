package io.modelferry.control.console;

import io.modelferry.control.optimisation.OptimisationRuns;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.security.Principal;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Orders for optimisation runs, from the page of a version. */
@Controller
@RequestMapping("/models/{model}/versions/{version}/runs")
@PreAuthorize("hasRole('PUBLISHER')")
class RunPages {

    private final OptimisationRuns runs;

    RunPages(OptimisationRuns runs) {
        this.runs = runs;
    }

    @PostMapping
    String request(
            @PathVariable String model,
            @PathVariable String version,
            @ModelAttribute VariantForm form,
            Principal operator,
            RedirectAttributes next) {
        return order(
                () -> runs.request(new ModelName(model), new VersionName(version), form.order(), operator.getName()),
                model,
                version,
                next);
    }

    @PostMapping("/{run}/cancel")
    String cancel(
            @PathVariable String model,
            @PathVariable String version,
            @PathVariable long run,
            Principal operator,
            RedirectAttributes next) {
        return order(() -> runs.cancel(run, operator.getName()), model, version, next);
    }

    private static String order(Runnable order, String model, String version, RedirectAttributes next) {
        try {
            order.run();
        } catch (Refusal refusal) {
            next.addFlashAttribute("problem", refusal.detail());
        }
        next.addAttribute("model", new ModelName(model).value());
        next.addAttribute("version", new VersionName(version).value());
        return "redirect:/models/{model}/versions/{version}";
    }
}
