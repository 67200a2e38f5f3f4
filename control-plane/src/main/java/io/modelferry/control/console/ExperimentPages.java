package io.modelferry.control.console;

import io.modelferry.control.experiment.ExperimentId;
import io.modelferry.control.experiment.Experiments;
import io.modelferry.control.platform.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
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

    ExperimentPages(Experiments experiments) {
        this.experiments = experiments;
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
