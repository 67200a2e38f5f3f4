package io.modelferry.control.webhooks;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.webhooks.Webhooks.DeliveryQuery;
import io.modelferry.control.webhooks.Webhooks.DeliveryView;
import io.modelferry.control.webhooks.Webhooks.NewSubscription;
import io.modelferry.control.webhooks.Webhooks.Subscribed;
import io.modelferry.control.webhooks.Webhooks.SubscriptionView;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Webhooks over HTTP. For administrators only: a URL is often a secret of its own. */
@RestController
@RequestMapping(path = "/api/v1/webhooks", produces = MediaType.APPLICATION_JSON_VALUE)
@PreAuthorize("hasRole('ADMIN')")
class WebhookController {

    private static final int MAX_PAGE = 200;

    private final Webhooks webhooks;

    WebhookController(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    /** @param next cursor for the following page; null on the last one */
    record Page<T>(List<T> items, @Nullable String next) {}

    /** @param kinds everything, if left out */
    record Wanted(
            @Nullable String name,
            @Nullable String url,
            @Nullable List<String> kinds) {

        NewSubscription subscription() {
            return new NewSubscription(
                    name == null ? "" : name.strip(),
                    url == null ? "" : url.strip(),
                    kinds == null ? List.of("*") : kinds);
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Subscribed subscribe(@RequestBody Wanted wanted, Principal operator) {
        return webhooks.subscribe(wanted.subscription(), operator.getName());
    }

    @GetMapping
    Page<SubscriptionView> list() {
        return new Page<>(webhooks.subscriptions(), null);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String id) {
        webhooks.remove(id);
    }

    @PostMapping("/{id}/test")
    @ResponseStatus(HttpStatus.ACCEPTED)
    DeliveryView ping(@PathVariable String id) {
        return webhooks.ping(id);
    }

    @GetMapping("/deliveries")
    Page<DeliveryView> deliveries(
            @RequestParam(required = false) @Nullable String webhook,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(defaultValue = "50") int limit) {
        var size = Math.clamp(limit, 1, MAX_PAGE);
        var items = webhooks.deliveries(new DeliveryQuery(webhook, state(state), after, size));
        return new Page<>(
                items,
                items.size() < size ? null : Long.toString(items.getLast().seq()));
    }

    @GetMapping("/deliveries/{id}")
    DeliveryView delivery(@PathVariable String id) {
        return webhooks.delivery(id).orElseThrow(() -> Refusal.notFound("delivery", id));
    }

    @PostMapping("/deliveries/{id}/redeliver")
    @ResponseStatus(HttpStatus.ACCEPTED)
    DeliveryView redeliver(@PathVariable String id) {
        return webhooks.redeliver(id);
    }

    private static @Nullable DeliveryState state(@Nullable String word) {
        if (word == null) {
            return null;
        }
        return Arrays.stream(DeliveryState.values())
                .filter(state -> state.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("unknown-state", "state: one of PENDING, DELIVERED, DEAD."));
    }
}
