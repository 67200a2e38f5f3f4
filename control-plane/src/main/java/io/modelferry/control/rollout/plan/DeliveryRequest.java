package io.modelferry.control.rollout.plan;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.goal.Allowance;
import io.modelferry.protocol.goal.Allowance.Hours;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeliveryPolicy.Transport;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a new rollout says of {@link DeliveryPolicy}; what is left out is not limited. */
public record DeliveryRequest(
        @Nullable Transport transport,
        @Nullable Long fallbackMaxBytes,
        @Nullable Long bytesPerDay,
        @Nullable Long bytesPerSecond,
        @Nullable HoursRequest hours,
        @Nullable Instant activateAt,
        @Nullable String siteCache) {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** In UTC; over midnight if {@code until} is earlier. */
    public record HoursRequest(
            @Nullable LocalTime from, @Nullable LocalTime until) {

        Hours hours() {
            if (from == null || until == null || from.equals(until)) {
                throw Require.refusal("bad-delivery", "delivery.hours", "from and until are both needed, and differ.");
            }
            return new Hours(from, until);
        }
    }

    public DeliveryPolicy policy() {
        return new DeliveryPolicy(
                Optional.ofNullable(transport).orElse(DeliveryPolicy.DEFAULT.transport()),
                maxBytes(),
                allowance(),
                activateAt,
                cache());
    }

    private long maxBytes() {
        if (fallbackMaxBytes != null && fallbackMaxBytes < 0) {
            throw Require.refusal("bad-delivery", "delivery.fallbackMaxBytes", "must not be negative.");
        }
        return Optional.ofNullable(fallbackMaxBytes).orElse(DeliveryPolicy.DEFAULT.fallbackMaxBytes());
    }

    private @Nullable Allowance allowance() {
        if (bytesPerDay == null && bytesPerSecond == null && hours == null) {
            return null;
        }
        try {
            return new Allowance(bytesPerDay, bytesPerSecond, hours == null ? null : hours.hours());
        } catch (MalformedMessage e) {
            throw Require.refusal("bad-delivery", "delivery", e.getMessage() + ".");
        }
    }

    private @Nullable String cache() {
        if (siteCache == null) {
            return null;
        }
        try {
            var address = new URI(siteCache);
            if (address.getHost() != null && SCHEMES.contains(address.getScheme()) && address.getUserInfo() == null) {
                return siteCache;
            }
        } catch (URISyntaxException e) {
            // refused below, in words
        }
        throw Require.refusal("bad-delivery", "delivery.siteCache", "an http or https address without a user, please.");
    }
}
