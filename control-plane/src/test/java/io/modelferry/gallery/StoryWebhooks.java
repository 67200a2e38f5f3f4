package io.modelferry.gallery;

import io.modelferry.control.webhooks.DeliveryState;
import io.modelferry.control.webhooks.Webhooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** One subscription; one message that arrived, one that waits, one that was given up. */
@Component
public class StoryWebhooks implements Webhooks {

    private final List<String> redelivered = new ArrayList<>();
    private final Story story;

    StoryWebhooks(Story story) {
        this.story = story;
    }

    /** What was ordered again. */
    public List<String> redelivered() {
        return List.copyOf(redelivered);
    }

    @Override
    public List<SubscriptionView> subscriptions() {
        return story.empty()
                ? List.of()
                : List.of(new SubscriptionView(
                        "w1",
                        Story.HOSTILE,
                        "https://hooks.example.org/fleet",
                        List.of("rollout.*"),
                        "admin",
                        story.ago(Duration.ofDays(2))));
    }

    @Override
    public List<DeliveryView> deliveries(DeliveryQuery query) {
        return story.empty()
                ? List.of()
                : List.of(
                        delivery(3, DeliveryState.PENDING, null, "answered 503"),
                        delivery(2, DeliveryState.DEAD, null, "ConnectException: " + Story.HOSTILE),
                        delivery(1, DeliveryState.DELIVERED, 204, ""));
    }

    @Override
    public Optional<DeliveryView> delivery(String id) {
        return Optional.empty();
    }

    @Override
    public DeliveryView redeliver(String id) {
        redelivered.add(id);
        return delivery(2, DeliveryState.PENDING, null, "");
    }

    @Override
    public DeliveryView ping(String id) {
        return delivery(4, DeliveryState.PENDING, null, "");
    }

    @Override
    public Subscribed subscribe(NewSubscription wanted, String actor) {
        throw new UnsupportedOperationException("no page subscribes");
    }

    @Override
    public void remove(String id) {
        throw new UnsupportedOperationException("no page removes");
    }

    private DeliveryView delivery(long seq, DeliveryState state, @Nullable Integer status, String error) {
        return new DeliveryView(
                seq,
                "msg_" + seq,
                "w1",
                "ops",
                "rollout.halted",
                "rollout/r3",
                state,
                2,
                story.ago(Duration.ofMinutes(10 - seq)),
                state == DeliveryState.PENDING ? story.ago(Duration.ofMinutes(-1)) : null,
                status,
                error,
                state == DeliveryState.PENDING ? null : story.ago(Duration.ofMinutes(5)));
    }
}
