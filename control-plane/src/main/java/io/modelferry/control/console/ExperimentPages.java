package io.modelferry.control.console;

import io.modelferry.control.experiment.ExperimentId;
import io.modelferry.control.experiment.Experiments;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.rollout.Rollouts;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Experiments: the list, and the page where one is watched, shipped or stopped. */
@Controller
class ExperimentPages {

    private static final int PAGE = 30;
    private static final int LOOKS = 200;

    private final Experiments experiments;
    private final Rollouts rollouts;
    private final Versions versions;

    ExperimentPages(Experiments experiments, Rollouts rollouts, Versions versions) {
        this.experiments = experiments;
        this.rollouts = rollouts;
        this.versions = versions;
    }

    @GetMapping("/experiments")
    String list(@RequestParam(defaultValue = "") String before, Model page) {
        fillList(page, before);
        return "experiments";
    }

    @GetMapping("/experiments/live")
    String listLive(@RequestParam(defaultValue = "") String before, Model page) {
        fillList(page, before);
        return "experiments :: live";
    }

    @GetMapping("/experiments/new")
    @PreAuthorize("hasRole('OPERATOR')")
    String fresh(
            @RequestParam(defaultValue = "") String model,
            @RequestParam(defaultValue = "") String version,
            Model page) {
        return form(ExperimentForm.fresh(model, version), "", page);
    }

    @GetMapping("/experiments/new/versions")
    @PreAuthorize("hasRole('OPERATOR')")
    String versions(@RequestParam(defaultValue = "") String model, Model page) {
        page.addAttribute("form", ExperimentForm.fresh(model, ""));
        page.addAttribute("versions", treatments(model));
        return "experiment-new :: versions";
    }

    @PostMapping("/experiments")
    @PreAuthorize("hasRole('OPERATOR')")
    String create(@ModelAttribute("form") ExperimentForm form, Model page, RedirectAttributes next) {
        try {
            var model = new ModelName(ExperimentForm.text("model", form.model()));
            var control = rollouts.current(model)
                    .orElseThrow(() -> Refusal.conflict(
                            "no-current-version",
                            "No version of " + model + " has reached the whole fleet yet: roll one out first."));
            var created = experiments.create(model, form.plan(control));
            return Boolean.TRUE.equals(form.startNow())
                    ? order(created.id().value(), ExperimentVerb.START.path(), "started with its creation", next)
                    : "redirect:/experiments/" + created.id();
        } catch (Refusal refusal) {
            return form(form, refusal.detail(), page);
        } catch (MalformedMessage malformed) {
            return form(form, "model, version: choose both.", page);
        }
    }

    @GetMapping("/experiments/{id}")
    String experiment(@PathVariable String id, Model page) {
        fill(page, id);
        page.addAttribute("verbs", ExperimentVerb.values());
        return "experiment";
    }

    @GetMapping("/experiments/{id}/live")
    String live(@PathVariable String id, Model page) {
        fill(page, id);
        return "experiment :: live";
    }

    @PostMapping("/experiments/{id}/{verb}")
    @PreAuthorize("hasRole('OPERATOR')")
    String order(
            @PathVariable String id, @PathVariable String verb, @RequestParam String reason, RedirectAttributes next) {
        var name = new ExperimentId(id);
        try {
            switch (verb(verb)) {
                case START -> experiments.start(name, reason.strip());
                case SHIP -> experiments.ship(name, null, reason.strip());
                case STOP -> experiments.stop(name, reason.strip());
            }
        } catch (Refusal refusal) {
            next.addFlashAttribute("problem", refusal.detail());
        }
        return "redirect:/experiments/" + name;
    }

    private static ExperimentVerb verb(String path) {
        return Arrays.stream(ExperimentVerb.values())
                .filter(verb -> verb.path().equals(path))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("order", path));
    }

    private String form(ExperimentForm form, String problem, Model page) {
        var models = versions.models();
        var chosen = form.model() == null || form.model().isEmpty()
                ? models.stream().map(model -> model.name().value()).findFirst().orElse("")
                : form.model();
        page.addAttribute("form", form);
        page.addAttribute("models", models);
        page.addAttribute("chosen", chosen);
        page.addAttribute("versions", treatments(chosen));
        page.addAttribute("problem", problem);
        return "experiment-new";
    }

    /** Every version but the one that control runs. */
    private List<String> treatments(String model) {
        if (model.isEmpty()) {
            return List.of();
        }
        var name = new ModelName(model);
        var current = rollouts.current(name);
        return versions.of(name).stream()
                .map(Versions.VersionView::version)
                .filter(version -> !current.equals(Optional.of(version)))
                .map(VersionName::value)
                .toList();
    }

    private void fillList(Model page, String before) {
        var found = experiments.page(before.isEmpty() ? null : new ExperimentId(before), PAGE);
        page.addAttribute(
                "rows",
                found.stream()
                        .map(one -> ExperimentPicture.of(one, Optional.empty(), List.of()))
                        .toList());
        page.addAttribute("before", before);
        page.addAttribute(
                "next", found.size() < PAGE ? null : found.getLast().id().value());
    }

    private void fill(Model page, String id) {
        var name = new ExperimentId(id);
        var experiment = experiments.find(name).orElseThrow(() -> Refusal.notFound("experiment", id));
        page.addAttribute(
                "picture", ExperimentPicture.of(experiment, experiments.latest(name), experiments.looks(name, LOOKS)));
        page.addAttribute("timeline", experiments.timeline(name).reversed());
    }
}
