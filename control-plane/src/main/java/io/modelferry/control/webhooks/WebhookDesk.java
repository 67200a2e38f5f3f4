package io.modelferry.control.webhooks;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Takes subscriptions in and gives deliveries out again. */
@Service
@Transactional
class WebhookDesk implements Webhooks {

    private static final int SECRET_BYTES = 32;
    private static final int LONGEST_NAME = 100;

    private final SubscriptionRows subscriptions;
    private final DeliveryRows deliveries;
    private final Dispatcher dispatcher;
    private final SecretSeal seal;
    private final NetworkRules rules;
    private final AuditTrail audit;
    private final JsonMapper json;
    private final InstantSource clock;

    WebhookDesk(
            SubscriptionRows subscriptions,
            DeliveryRows deliveries,
            Dispatcher dispatcher,
            SecretSeal seal,
            NetworkRules rules,
            AuditTrail audit,
            JsonMapper json,
            InstantSource clock) {
        this.subscriptions = subscriptions;
        this.deliveries = deliveries;
        this.dispatcher = dispatcher;
        this.seal = seal;
        this.rules = rules;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public Subscribed subscribe(NewSubscription wanted, String actor) {
        requireGood(wanted);
        var id = subscriptions.nextId();
        var secret = seal.random(SECRET_BYTES);
        if (!subscriptions.add(id, wanted, seal.seal(id, secret), actor, now())) {
            throw Refusal.conflict("webhook-exists", "name: there is a webhook '" + wanted.name() + "' already.");
        }
        audit.record("webhooks.added", "webhook", id, Map.of("name", wanted.name(), "kinds", wanted.kinds()));
        return new Subscribed(known(id), Signature.written(secret));
    }

    private void requireGood(NewSubscription wanted) {
        if (wanted.name().isBlank() || wanted.name().length() > LONGEST_NAME) {
            throw Refusal.invalid("invalid", "name: give it one of 1 to " + LONGEST_NAME + " characters.");
        }
        if (wanted.kinds().isEmpty() || !wanted.kinds().stream().allMatch(EventKinds::subscribable)) {
            throw Refusal.invalid("unknown-kind", "kinds: one or more of " + EventKinds.choices() + ".");
        }
        try {
            var unused = rules.check(Destination.parse(wanted.url()));
        } catch (BadDestination bad) {
            throw Refusal.invalid("bad-url", "url: " + bad.why() + ".");
        }
    }

    @Override
    @Transactional(readOnly = true)
    public List<SubscriptionView> subscriptions() {
        return subscriptions.all();
    }

    @Override
    public void remove(String id) {
        var subscription = known(id);
        subscriptions.remove(id);
        audit.record("webhooks.removed", "webhook", id, Map.of("name", subscription.name()));
    }

    @Override
    public DeliveryView ping(String id) {
        var subscription = known(id);
        var now = now();
        var body = Outbox.message(json, EventKinds.PING, now, Map.of("webhook", id, "name", subscription.name()));
        var delivery = deliveries.addPing(id, body, now);
        dispatcher.wakeAfterCommit();
        return delivery;
    }

    @Override
    @Transactional(readOnly = true)
    public List<DeliveryView> deliveries(DeliveryQuery query) {
        return deliveries.page(query);
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<DeliveryView> delivery(String id) {
        return deliveries.find(id);
    }

    @Override
    public DeliveryView redeliver(String id) {
        if (!deliveries.again(id, now())) {
            throw Refusal.notFound("delivery", id);
        }
        audit.record("webhooks.redelivered", "delivery", id, Map.of());
        dispatcher.wakeAfterCommit();
        return deliveries.find(id).orElseThrow();
    }

    private SubscriptionView known(String id) {
        return subscriptions.find(id).orElseThrow(() -> Refusal.notFound("webhook", id));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database will say it
    }
}
