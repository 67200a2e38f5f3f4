package io.modelferry.control.console;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.rollout.DeviceStanding;
import io.modelferry.control.rollout.RolloutDevice;
import io.modelferry.control.rollout.RolloutId;
import io.modelferry.control.rollout.RolloutState;
import io.modelferry.control.rollout.RolloutView;
import io.modelferry.control.rollout.Rollouts;
import io.modelferry.control.rollout.Rollouts.Order;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import java.security.Principal;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Rollouts: the list, the form, and the page where one is watched and steered. */
@Controller
class RolloutPages {

    private static final int PAGE = 30;
    private static final int TIMELINE = 200;
    private static final int DEVICES = 100;

    /** After these there is a capsule to download. */
    private static final Set<String> INCIDENTS = Set.of("HALT", "GO_BACK");

    private final Rollouts rollouts;
    private final Versions versions;

    RolloutPages(Rollouts rollouts, Versions versions) {
        this.rollouts = rollouts;
        this.versions = versions;
    }

    @GetMapping("/rollouts")
    String list(@RequestParam(defaultValue = "") String before, Model page) {
        fillList(page, before);
        return "rollouts";
    }

    @GetMapping("/rollouts/live")
    String listLive(@RequestParam(defaultValue = "") String before, Model page) {
        fillList(page, before);
        return "rollouts :: live";
    }

    @GetMapping("/rollouts/new")
    @PreAuthorize("hasRole('OPERATOR')")
    String form(
            @RequestParam(defaultValue = "") String model,
            @RequestParam(defaultValue = "") String version,
            Model page) {
        return form(RolloutForm.fresh(model, version), "", page);
    }

    @GetMapping("/rollouts/new/versions")
    @PreAuthorize("hasRole('OPERATOR')")
    String versions(@RequestParam(defaultValue = "") String model, Model page) {
        page.addAttribute("form", RolloutForm.fresh(model, ""));
        page.addAttribute("versions", versionsOf(model));
        return "rollout-new :: versions";
    }

    @PostMapping("/rollouts")
    @PreAuthorize("hasRole('OPERATOR')")
    String create(@ModelAttribute("form") RolloutForm form, Model page, RedirectAttributes next) {
        try {
            var model = new ModelName(String.valueOf(form.model()));
            var created = rollouts.create(form.toRollout(rollouts.current(model).isEmpty()));
            return form.startsNow() && created.state() == RolloutState.READY
                    ? order(created.id().value(), Verb.START.path(), "started with its creation", null, next)
                    : "redirect:/rollouts/" + created.id();
        } catch (Refusal refusal) {
            return form(form, refusal.detail(), page);
        } catch (MalformedMessage malformed) {
            return form(form, "model, version: choose both.", page);
        }
    }

    @GetMapping("/rollouts/{id}")
    String rollout(@PathVariable String id, Principal viewer, Model page) {
        fill(page, id, viewer.getName());
        page.addAttribute("verbs", Verb.values());
        return "rollout";
    }

    @GetMapping("/rollouts/{id}/live")
    String live(@PathVariable String id, Principal viewer, Model page) {
        fill(page, id, viewer.getName());
        return "rollout :: live";
    }

    @PostMapping("/rollouts/{id}/approve")
    @PreAuthorize("hasRole('APPROVER')")
    String approve(
            @PathVariable String id,
            @RequestParam String reason,
            @RequestParam(required = false) @Nullable Long epoch,
            RedirectAttributes next) {
        return carryOut(Verb.APPROVE, id, new Order(reason.strip(), epoch), next);
    }

    @PostMapping("/rollouts/{id}/deny")
    @PreAuthorize("hasRole('APPROVER')")
    String deny(
            @PathVariable String id,
            @RequestParam String reason,
            @RequestParam(required = false) @Nullable Long epoch,
            RedirectAttributes next) {
        return carryOut(Verb.DENY, id, new Order(reason.strip(), epoch), next);
    }

    @PostMapping("/rollouts/{id}/{verb}")
    @PreAuthorize("hasRole('OPERATOR')")
    String order(
            @PathVariable String id,
            @PathVariable String verb,
            @RequestParam String reason,
            @RequestParam(required = false) @Nullable Long epoch,
            RedirectAttributes next) {
        return carryOut(steering(verb), id, new Order(reason.strip(), epoch), next);
    }

    private String carryOut(Verb verb, String id, Order order, RedirectAttributes next) {
        try {
            obey(verb, new RolloutId(id), order);
        } catch (Refusal refusal) {
            next.addFlashAttribute("problem", refusal.detail());
        }
        return "redirect:/rollouts/" + new RolloutId(id);
    }

    private void obey(Verb verb, RolloutId id, Order order) {
        switch (verb) {
            case START -> rollouts.start(id, order);
            case RESUME -> rollouts.resume(id, order);
            case PAUSE -> rollouts.pause(id, order);
            case APPROVE -> rollouts.approve(id, order);
            case DENY -> rollouts.deny(id, order);
            case RETRY -> rollouts.retry(id, order);
            case TRIGGER_NEXT -> rollouts.triggerNext(id, order);
            case STOP -> rollouts.stop(id, order);
            case ROLLBACK -> rollouts.rollback(id, order);
        }
    }

    /** Yes and no have doors of their own, with another lock. */
    private static Verb steering(String path) {
        for (var verb : Verb.values()) {
            if (verb.path().equals(path) && !verb.isWord()) {
                return verb;
            }
        }
        throw Refusal.notFound("order", path);
    }

    private void fillList(Model page, String before) {
        var found = rollouts.page(before.isEmpty() ? null : new RolloutId(before), PAGE);
        page.addAttribute("rows", found.stream().map(RolloutPicture::of).toList());
        page.addAttribute("before", before);
        page.addAttribute(
                "next", found.size() < PAGE ? null : found.getLast().id().value());
    }

    private void fill(Model page, String id, String viewer) {
        RolloutView rollout = rollouts.find(new RolloutId(id)).orElseThrow(() -> Refusal.notFound("rollout", id));
        page.addAttribute("picture", RolloutPicture.of(rollout, viewer));
        var timeline = rollouts.timeline(rollout.id(), TIMELINE).reversed();
        page.addAttribute("timeline", timeline);
        page.addAttribute("incident", timeline.stream().anyMatch(entry -> INCIDENTS.contains(entry.kind())));
        page.addAttribute("devices", first(rollout.id()));
    }

    /** Those in trouble before the others. */
    private List<RolloutDevice> first(RolloutId rollout) {
        return Stream.concat(
                        rollouts.devices(rollout, DeviceStanding.TROUBLED, "", DEVICES).stream(),
                        rollouts.devices(rollout, "", DEVICES).stream())
                .distinct()
                .limit(DEVICES)
                .toList();
    }

    private String form(RolloutForm form, String problem, Model page) {
        var models = versions.models();
        var chosen = form.model() == null || form.model().isEmpty()
                ? models.stream().map(model -> model.name().value()).findFirst().orElse("")
                : form.model();
        page.addAttribute("form", form);
        page.addAttribute("models", models);
        page.addAttribute("chosen", chosen);
        page.addAttribute("versions", versionsOf(chosen));
        page.addAttribute("problem", problem);
        return "rollout-new";
    }

    private List<String> versionsOf(String model) {
        return model.isEmpty()
                ? List.of()
                : versions.of(new ModelName(model)).stream()
                        .map(version -> version.version().value())
                        .toList();
    }
}
