package io.modelferry.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request whose answer was lost comes again, under the name that it gave itself. */
final class RepeatedRequestsTest {

    private final RolloutHouse house = RolloutHouse.empty();
    private final RepeatedRequests requests = house.bean(RepeatedRequests.class);

    @BeforeEach
    void aVersionToRollOut() {
        house.enrol(5);
        house.firstVersion();
        house.catalogue.publish("2");
    }

    private RepeatedRequests.Answered ask(String actor, String key, String body) {
        return requests.once(
                actor,
                key,
                body,
                () -> house.rollouts.create(house.everybody("2")).id());
    }

    private int rollouts() {
        return house.rollouts.page(null, 10).size();
    }

    @Test
    void makesOneRolloutHoweverOftenItComes() {
        var first = ask("olga", "night-42", "v2 to everybody");
        var again = ask("olga", "night-42", "v2 to everybody");

        assertThat(first.first()).isTrue();
        assertThat(again.first()).isFalse();
        assertThat(again.rollout()).isEqualTo(first.rollout());
        assertThat(rollouts()).isEqualTo(2);
    }

    @Test
    void makesOneOfTwoThatComeAtOnce() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<RepeatedRequests.Answered> ask = () -> ask("olga", "at-once", "v2");
            var answers = pool.invokeAll(List.of(ask, ask));

            assertThat(answers.get(0).get().rollout())
                    .isEqualTo(answers.get(1).get().rollout());
        }
        assertThat(rollouts()).isEqualTo(2);
    }

    @Test
    void tellsAnotherBodyAndAnotherPersonApart() {
        ask("olga", "mine", "v2");

        refused("idempotency-key-reused", () -> ask("olga", "mine", "v3"));
        refused("rollout-active", () -> ask("ben", "mine", "v2"));
        refused("bad-idempotency-key", () -> ask("olga", "with a blank", "v2"));
    }

    @Test
    void keepsNoKeyOfWhatWasRefusedNorOneLongerThanAWeek() {
        var active = ask("olga", "first", "v2").rollout();
        refused("rollout-active", () -> ask("olga", "second", "v2"));
        house.rollouts.stop(active, RolloutHouse.BECAUSE);
        assertThat(ask("olga", "second", "v2").first()).isTrue();

        house.clock.pass(Duration.ofDays(8));
        refused("rollout-active", () -> ask("olga", "second", "v2"));
    }

    private static void refused(String code, Runnable ask) {
        assertThatThrownBy(ask::run)
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
