package io.modelferry.control.rollout;

import io.modelferry.control.rollout.OpenHours.Hours;
import io.modelferry.control.rollout.pace.ByteBudget;
import io.modelferry.control.rollout.pace.ByteBudget.Spent;
import io.modelferry.control.rollout.pace.TokenBucket;
import io.modelferry.control.rollout.plan.Budget;
import io.modelferry.control.rollout.plan.Pacing;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Says in each tick how many devices may be given the version, and where. What a tick takes from the bucket and from the hour's bytes is
 * written in the tick's own transaction: a restart neither forgets nor gives twice.
 */
@Component
class Pacer {

    private final PaceRows rows;
    private final OpenHours openHours;
    private final RolloutQueue queue;

    Pacer(PaceRows rows, OpenHours openHours, RolloutQueue queue) {
        this.rows = rows;
        this.openHours = openHours;
        this.queue = queue;
    }

    /** @param most devices of one tick */
    Turn turn(Rollout rollout, int most, Instant now) {
        return new Turn(rollout, most, now);
    }

    /** One tick's share. */
    final class Turn {

        private final Rollout rollout;
        private final Instant now;
        private final @Nullable Pacing pacing;
        private final @Nullable Budget budget;
        private final Map<String, Spent> sites = new HashMap<>();
        private final Set<String> closedSites = new HashSet<>();
        private final Optional<Hours> hours;
        private PaceRows.Kept kept;
        private int most;
        private @Nullable String why;

        private Turn(Rollout rollout, int most, Instant now) {
            this.rollout = rollout;
            this.now = now;
            var pace = rollout.plan().pace();
            this.pacing = pace.pacing();
            this.budget = pace.budget();
            this.kept =
                    rows.of(rollout.id()).orElseGet(() -> new PaceRows.Kept(TokenBucket.opened(now), Spent.NOTHING));
            this.most = most;
            this.hours = openHours.of(pace.window(), now);
            hours.ifPresent(this::keep);
            if (pacing != null && this.most > 0) {
                limitByBucket(pacing);
            }
        }

        private void keep(Hours hours) {
            var opens = hours.opens().map(at -> ", which opens at " + at);
            if (hours.closed()) {
                most = 0;
                why = "outside the maintenance window" + opens.orElse(", which never opens");
            } else if (hours.waiting()) {
                why = "other devices wait for their maintenance window" + opens.orElse("");
            }
            if (!hours.never().isEmpty()) {
                queue.firstIn(rollout.id(), rollout.salt(), hours.never())
                        .ifPresent(device -> why += "; the windows of " + device
                                + " (rollout, site, device) are never open together: change one of them");
            }
        }

        private void limitByBucket(Pacing limit) {
            most = kept.bucket().take(most, rate(limit), burst(limit), now).given();
            if (most == 0) {
                why = nextLine(limit);
            }
        }

        private String nextLine(Pacing limit) {
            return "paced: the next device at " + kept.bucket().next(rate(limit), burst(limit), now);
        }

        private double rate(Pacing limit) {
            return limit.rateAfter(rollout.stage());
        }

        private int burst(Pacing limit) {
            return limit.burstAfter(rollout.stage());
        }

        int most() {
            return most;
        }

        /** Where devices may be; empty: anywhere. */
        Optional<Hours> hours() {
            return hours;
        }

        Set<String> closedSites() {
            return closedSites;
        }

        /** Takes the bytes if they may be sent now. */
        boolean affords(String site, long bytes) {
            if (budget == null) {
                return true;
            }
            var ofSite = sites.computeIfAbsent(site, name -> rows.site(rollout.id(), name));
            return switch (ByteBudget.take(budget, kept.spent(), ofSite, bytes, now)) {
                case ByteBudget.Answer.Given(Spent all, Spent here) -> {
                    kept = new PaceRows.Kept(kept.bucket(), all);
                    sites.put(site, here);
                    yield true;
                }
                case ByteBudget.Answer.Refused(Instant opensAt) -> {
                    closedSites.add(site);
                    why = "the hour's bytes are spent; more from " + opensAt + " on";
                    yield false;
                }
            };
        }

        /** Writes down what was given. */
        void given(int devices) {
            if (pacing != null) {
                var left = kept.bucket()
                        .take(devices, rate(pacing), burst(pacing), now)
                        .left();
                kept = new PaceRows.Kept(left, kept.spent());
                why = devices == most ? nextLine(pacing) : why;
            }
            if (pacing != null || budget != null) {
                rows.keep(rollout.id(), kept, budget == null ? Map.of() : sites);
            }
        }

        /** Why no more may be given just now; empty if nothing holds it back. */
        Optional<String> why() {
            return Optional.ofNullable(why);
        }
    }
}
