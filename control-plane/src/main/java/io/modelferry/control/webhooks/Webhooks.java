package io.modelferry.control.webhooks;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is told what, and how that went. Every change is one transaction with its audit row; what cannot be done is a
 * {@link io.modelferry.control.platform.Refusal} and changes nothing.
 */
public interface Webhooks {

    /** @throws io.modelferry.control.platform.Refusal 422 naming the field, 409 {@code webhook-exists} */
    Subscribed subscribe(NewSubscription wanted, String actor);

    /** By number, without their secrets. */
    List<SubscriptionView> subscriptions();

    /** With everything that was to be delivered to it. */
    void remove(String id);

    /** Queues a {@code webhook.ping}. */
    DeliveryView ping(String id);

    /** Newest first. */
    List<DeliveryView> deliveries(DeliveryQuery query);

    Optional<DeliveryView> delivery(String id);

    /** Due at once, for another 24 hours, under the same message id. */
    DeliveryView redeliver(String id);

    /** @param kinds event kinds, {@code rollout.*}, {@code version.*} or {@code *} */
    record NewSubscription(String name, String url, List<String> kinds) {

        public NewSubscription {
            kinds = List.copyOf(kinds);
        }
    }

    /** @param secret {@code whsec_} and the Base64 of 32 bytes; told this once */
    record Subscribed(SubscriptionView webhook, String secret) {

        @Override
        public String toString() {
            return "Subscribed[webhook=" + webhook + ", secret=…]";
        }
    }

    /** @param id for example {@code w3} */
    record SubscriptionView(
            String id, String name, String url, List<String> kinds, String createdBy, Instant createdAt) {

        public SubscriptionView {
            kinds = List.copyOf(kinds);
        }
    }

    /**
     * @param webhook null for every subscription
     * @param state null for every state
     * @param before the cursor: a {@link DeliveryView#seq}; null for the newest
     */
    record DeliveryQuery(
            @Nullable String webhook,
            @Nullable DeliveryState state,
            @Nullable Long before,
            int limit) {}

    /**
     * @param id of the message: the receiver sees the same with every attempt
     * @param subject what it is about, for example {@code rollout/r7}; of one subject the earlier is delivered first
     * @param attempts since it was queued or redelivered
     * @param nextAttempt null once it ended
     * @param lastStatus the receiver's HTTP status; null if it never answered
     * @param lastError why the last attempt failed; empty if it did not
     * @param endedAt when it was delivered or given up; null while it is pending
     */
    record DeliveryView(
            long seq,
            String id,
            String webhook,
            String webhookName,
            String kind,
            String subject,
            DeliveryState state,
            int attempts,
            Instant createdAt,
            @Nullable Instant nextAttempt,
            @Nullable Integer lastStatus,
            String lastError,
            @Nullable Instant endedAt) {}
}
