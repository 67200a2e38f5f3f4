package io.modelferry.control.webhooks;

import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.testing.FakeAuditTrail;
import io.modelferry.control.webhooks.Webhooks.DeliveryQuery;
import io.modelferry.control.webhooks.Webhooks.DeliveryView;
import io.modelferry.control.webhooks.Webhooks.NewSubscription;
import io.modelferry.control.webhooks.Webhooks.Subscribed;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** The room on a real database, with a clock in the test's hand and nobody sending by himself. */
final class WebhookRoom {

    final TestPostgres postgres = TestPostgres.migrated();
    final FakeAuditTrail audit = new FakeAuditTrail();
    final DeliveryRows deliveries = new DeliveryRows(postgres.client());
    final DataFolder data;
    final SecretSeal seal;
    final Outbox outbox;
    private final InstantSource clock = () -> this.now;
    private final ModelferryConfiguration configuration;
    private final WebhookDesk desk;
    Instant now = Instant.parse("2026-03-01T10:00:00Z");
    Dispatcher dispatcher;

    WebhookRoom(Path folder) {
        this.configuration = new Binder(new MapConfigurationPropertySource(
                        Map.of("modelferry.data", folder.toString(), "modelferry.webhooks.timeout", "2s")))
                .bind("modelferry", ModelferryConfiguration.class)
                .get();
        this.data = new DataFolder(configuration);
        this.seal = new SecretSeal(data, new SecureRandom());
        this.dispatcher = dispatcher(loopback());
        var json = new JsonMapper();
        this.outbox = new Outbox(deliveries, dispatcher, json);
        this.desk = new WebhookDesk(
                new SubscriptionRows(postgres.client()), deliveries, dispatcher, seal, loopback(), audit, json, clock);
    }

    static NetworkRules loopback() {
        return new NetworkRules(false, true, InetAddress::getAllByName);
    }

    /** Another process on the same database. */
    Dispatcher dispatcher(NetworkRules rules) {
        return new Dispatcher(deliveries, seal, rules, configuration, clock, new SecureRandom());
    }

    void clear() {
        postgres.client().sql("truncate webhook_subscription, webhook_delivery").update();
        now = Instant.parse("2026-03-01T10:00:00Z");
        dispatcher = dispatcher(loopback());
    }

    Webhooks desk() {
        return desk;
    }

    Subscribed subscribe(String name, String url, String... kinds) {
        return inTransaction(() -> desk.subscribe(new NewSubscription(name, url, List.of(kinds)), "ada"));
    }

    <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(postgres.transaction().execute(status -> work.get()));
    }

    void happens(Runnable event) {
        postgres.transaction().executeWithoutResult(status -> event.run());
    }

    /** Sends until nothing is due. */
    void send() {
        while (dispatcher.sendNext()) {}
    }

    void later(Duration span) {
        now = now.plus(span);
    }

    /** Oldest first. */
    List<DeliveryView> all() {
        return desk.deliveries(new DeliveryQuery(null, null, null, 1000)).reversed();
    }
}
