package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static io.modelferry.control.rollout.RolloutHouse.GATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.Rollouts.Order;
import io.modelferry.control.rollout.plan.StagePlan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** Several hands on one rollout: two control planes that tick, operators that click at once. */
final class RolloutConcurrencyTest {

    private final RolloutHouse house = RolloutHouse.empty();

    @BeforeEach
    void versionOneEverywhere() {
        house.enrol(20);
        house.firstVersion();
        house.catalogue.publish("2", "3");
    }

    private RolloutId runningInTwoStages() {
        return house.started(house.plan(
                "2",
                GATE,
                false,
                StagePlan.percent("10%", 10, Duration.ZERO),
                StagePlan.percent("50%", 50, Duration.ZERO),
                StagePlan.percent("all", 100, Duration.ZERO)));
    }

    @Test
    void twoTicksAtOnceGiveEachDeviceOneGoal() throws Exception {
        var id = runningInTwoStages();

        AtOnce.all(8, () -> {
            house.tick();
            return true;
        });

        assertThat(house.post.sent).hasSize(2);
        assertThat(house.view(id).counts().treated()).isEqualTo(2);
        assertThat(house.rollouts.timeline(id, 100))
                .filteredOn(entry -> entry.kind().equals("STAGE_OPENED"))
                .hasSize(1);
    }

    @Test
    void twoTicksAtOnceDoNotAdvanceTwice() throws Exception {
        var id = runningInTwoStages();
        house.tick();
        house.aimedAt("2").forEach(house::obey);

        AtOnce.all(2, () -> {
            house.tick();
            return true;
        });

        assertThat(house.view(id).stage()).isEqualTo(1);
        assertThat(house.rollouts.timeline(id, 100))
                .filteredOn(entry -> entry.kind().equals("ADVANCE"))
                .hasSize(1);
    }

    /** hawkBit #1853: the second of two triggers found the next group empty and finished a running rollout. */
    @Test
    void twoTriggersOnWhatBothSawAdvanceOnce() throws Exception {
        var id = runningInTwoStages();
        house.tick();
        var seen = house.view(id).epoch();

        var done = AtOnce.all(4, () -> {
            try {
                house.rollouts.triggerNext(id, new Order("both saw the first stage", seen));
                return true;
            } catch (Refusal refused) {
                assertThat(refused.code()).isEqualTo("rollout-moved");
                return false;
            }
        });

        assertThat(done).filteredOn(advanced -> advanced).hasSize(1);
        assertThat(house.view(id).stage()).isEqualTo(1);
        assertThat(house.view(id).state()).isEqualTo(RolloutState.RUNNING);
    }

    @Test
    void aTickLeavesARolloutAloneThatSomebodyHolds() throws Exception {
        var id = runningInTwoStages();
        var held = new CountDownLatch(1);
        var ticked = new CountDownLatch(1);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var holder = pool.submit(() -> house.bean(TransactionTemplate.class).execute(status -> {
                house.bean(RolloutRows.class).lock(id.value());
                held.countDown();
                return await(ticked);
            }));
            held.await();

            house.tick();
            assertThat(house.post.sent).isEmpty();

            ticked.countDown();
            holder.get();
        }
        house.tick();
        assertThat(house.post.sent).hasSize(2);
    }

    @Test
    void twoCreationsAtOnceLeaveOneRolloutOfTheModel() throws Exception {
        var created = AtOnce.all(4, () -> {
            try {
                house.rollouts.create(house.everybody("2"));
                return true;
            } catch (Refusal refused) {
                assertThat(refused.code()).isEqualTo("rollout-active");
                return false;
            }
        });

        assertThat(created).filteredOn(one -> one).hasSize(1);
        assertThat(house.rollouts.page(null, 10)).hasSize(2);
    }

    @Test
    void aRolloutThatFailsDoesNotKeepTheTickFromTheRest() {
        var id = runningInTwoStages();
        house.deltas.broken = true;
        house.tick();
        house.deltas.broken = false;
        house.tick();

        assertThat(house.view(id).counts().treated()).isEqualTo(2);
    }

    @Test
    void refusesAnOrderWithoutAReason() {
        var id = runningInTwoStages();

        assertThatThrownBy(() -> house.rollouts.pause(id, new Order("  ", null)))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("reason-required"));
        assertThat(house.view(id).state()).isEqualTo(RolloutState.RUNNING);
    }

    @Test
    void refusesAnOrderThatDoesNotFitTheState() {
        var id = runningInTwoStages();
        var before = List.copyOf(house.settings.audit);

        assertThatThrownBy(() -> house.rollouts.resume(id, BECAUSE)).isInstanceOfSatisfying(Refusal.class, refused -> {
            assertThat(refused.status().value()).isEqualTo(409);
            assertThat(refused.code()).isEqualTo("rollout-is-running");
        });
        assertThat(house.settings.audit).isEqualTo(before);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
