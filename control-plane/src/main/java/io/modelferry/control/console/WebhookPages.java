package io.modelferry.control.console;

import io.modelferry.control.webhooks.Webhooks;
import io.modelferry.control.webhooks.Webhooks.DeliveryQuery;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who is told what happens, and how the last messages went. */
@Controller
@PreAuthorize("hasRole('ADMIN')")
class WebhookPages {

    private static final int PAGE = 50;

    private final Webhooks webhooks;

    WebhookPages(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @GetMapping("/webhooks")
    String list(@RequestParam(required = false) @Nullable Long before, Model page) {
        fill(page, before);
        return "webhooks";
    }

    @GetMapping("/webhooks/live")
    String live(@RequestParam(required = false) @Nullable Long before, Model page) {
        fill(page, before);
        return "webhooks :: live";
    }

    @PostMapping("/webhooks/{id}/test")
    String ping(@PathVariable String id) {
        webhooks.ping(id);
        return "redirect:/webhooks";
    }

    @PostMapping("/webhooks/deliveries/{id}/redeliver")
    String redeliver(@PathVariable String id) {
        webhooks.redeliver(id);
        return "redirect:/webhooks";
    }

    private void fill(Model page, @Nullable Long before) {
        var deliveries = webhooks.deliveries(new DeliveryQuery(null, null, before, PAGE));
        page.addAttribute("subscriptions", webhooks.subscriptions());
        page.addAttribute("deliveries", deliveries);
        page.addAttribute("before", before);
        page.addAttribute(
                "next", deliveries.size() < PAGE ? null : deliveries.getLast().seq());
    }
}
