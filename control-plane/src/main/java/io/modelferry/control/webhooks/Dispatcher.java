package io.modelferry.control.webhooks;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.Worker;
import io.modelferry.control.webhooks.DeliveryRows.Claim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sends what is due, again and again until it is taken, given up after a day. Between sending and writing that down lies a moment in
 * which a process may die: then the message goes out again, under the same id.
 */
@Component
class Dispatcher implements SmartLifecycle {

    /** Longer than any attempt: an attempt that is still going on is never repeated. */
    static final Duration LEASE = Duration.ofMinutes(2);

    static final Duration KEPT = Duration.ofDays(30);

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final int SENDERS = 3;
    private static final int GONE = 410;

    private final DeliveryRows deliveries;
    private final SecretSeal seal;
    private final NetworkRules rules;
    private final HttpPost post;
    private final InstantSource clock;
    private final SecureRandom random;
    private final List<Worker> senders;

    Dispatcher(
            DeliveryRows deliveries,
            SecretSeal seal,
            NetworkRules rules,
            ModelferryConfiguration configuration,
            InstantSource clock,
            SecureRandom random) {
        this.deliveries = deliveries;
        this.seal = seal;
        this.rules = rules;
        this.post = new HttpPost(
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                configuration.webhooks().timeout());
        this.clock = clock;
        this.random = random;
        this.senders = IntStream.rangeClosed(1, SENDERS)
                .mapToObj(number -> new Worker("webhooks-" + number, this::sendNext))
                .toList();
    }

    void wakeAfterCommit() {
        senders.forEach(Worker::wakeAfterCommit);
    }

    /** Sends what is longest due; false if nothing is. */
    boolean sendNext() {
        var claim = deliveries.claim(clock.instant(), LEASE);
        claim.ifPresent(this::attempt);
        return claim.isPresent();
    }

    private void attempt(Claim claim) {
        try {
            var status = send(claim);
            if (status / 100 == 2) {
                deliveries.delivered(claim.id(), status, clock.instant());
                log.info("webhook delivered id={} webhook={} kind={}", claim.id(), claim.subscription(), claim.kind());
            } else {
                failed(claim, status, answered(status));
            }
        } catch (BadDestination bad) {
            failed(claim, null, "url: " + bad.why());
        } catch (UnreadableSecret e) {
            failed(claim, null, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            failed(claim, null, e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    /** The name is asked for once, and what it answers is checked and connected to. */
    int send(Claim claim) throws BadDestination, UnreadableSecret, IOException {
        var destination = Destination.parse(claim.url());
        var address = rules.check(destination);
        var secret = seal.open(claim.subscription(), claim.sealedSecret());
        var body = claim.body().getBytes(StandardCharsets.UTF_8);
        return post.send(destination, address, Signature.headers(secret, claim.id(), clock.instant(), body), body);
    }

    private static String answered(int status) {
        return status / 100 == 3 ? "answered " + status + ": redirects are not followed" : "answered " + status;
    }

    private void failed(Claim claim, @Nullable Integer status, String error) {
        var next = next(claim, status);
        deliveries.failed(claim.id(), status, error, next, clock.instant());
        if (next == null) {
            log.warn("webhook given up id={} webhook={} error={}", claim.id(), claim.subscription(), error);
        } else {
            log.info("webhook failed id={} webhook={} attempt={}", claim.id(), claim.subscription(), claim.attempt());
        }
    }

    /** Null when there is no next attempt. The last one is made when the day is over, not before. */
    private @Nullable Instant next(Claim claim, @Nullable Integer status) {
        var now = clock.instant();
        if (!now.isBefore(claim.giveUpAt()) || (status != null && status == GONE)) {
            return null;
        }
        var next = now.plus(Backoff.after(claim.attempt(), random));
        return next.isAfter(claim.giveUpAt()) ? claim.giveUpAt() : next;
    }

    @Scheduled(cron = "0 41 * * * *", zone = "UTC")
    void forget() {
        deliveries.forgetEndedBefore(clock.instant().minus(KEPT));
    }

    @Override
    public void start() {
        senders.forEach(Worker::start);
    }

    @Override
    public void stop() {
        senders.forEach(Worker::stop);
    }

    @Override
    public boolean isRunning() {
        return senders.stream().anyMatch(Worker::isRunning);
    }
}
