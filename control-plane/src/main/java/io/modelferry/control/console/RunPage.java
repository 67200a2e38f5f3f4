package io.modelferry.control.console;

import io.modelferry.control.optimisation.OptimisationRuns;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** One optimisation run: by which recipe it made its variant, and what stayed in float. */
@Controller
class RunPage {

    private final OptimisationRuns runs;

    RunPage(OptimisationRuns runs) {
        this.runs = runs;
    }

    @GetMapping("/models/{model}/versions/{version}/runs/{run}")
    String run(@PathVariable String model, @PathVariable String version, @PathVariable long run, Model page) {
        var found = runs.find(run)
                .filter(one -> one.model().equals(new ModelName(model))
                        && one.version().equals(new VersionName(version)))
                .orElseThrow(() -> Refusal.notFound("run", run));
        page.addAttribute("run", found);
        page.addAttribute("result", runs.result(run).orElse(null));
        return "run";
    }
}
