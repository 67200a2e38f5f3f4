package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.delivery.UplinkReceived;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.report.Command.EventAck;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What devices say, as it comes over a real network: twice, late, in any order, at once. */
final class DeviceEventsTest {

    private static final List<UpdateState> LIFE = List.of(
            UpdateState.ASSIGNED,
            UpdateState.FETCHING,
            UpdateState.PATCHING,
            UpdateState.VERIFIED,
            UpdateState.PROBED,
            UpdateState.TRIAL,
            UpdateState.CONFIRMED);

    private final RolloutHouse house = RolloutHouse.empty();
    private final List<RolloutHouse.Said> life = new ArrayList<>();
    private RolloutId rollout;
    private DeviceId device;

    @BeforeEach
    void oneDeviceOnItsWay() {
        house.enrol(5);
        house.firstVersion();
        house.catalogue.publish("2");
        rollout = house.started(house.everybody("2"));
        house.tick();
        device = house.aimedAt("2").getFirst();
        house.post.hints.clear();
        for (var state : LIFE) {
            life.add(said(house.next(device), state, new Transfer(100L * state.ordinal(), 0, false)));
        }
    }

    @Test
    void countsAnEventOnceHoweverOftenItComes() {
        for (var said : life) {
            house.say(said);
            house.say(said);
        }

        assertThat(seen().state()).isEqualTo("CONFIRMED");
        assertThat(seen().deltaBytes()).isEqualTo(600);
        assertThat(house.view(rollout).bytes().deltaBytes()).isEqualTo(600);
    }

    @Test
    void keepsTheLastLinesAndWhatASwapCost() {
        var trial = life.get(LIFE.indexOf(UpdateState.TRIAL)).event();
        var swap = new UpdateEvent.Swap(41_000, 0, "CPU", "the only one");
        house.say(new RolloutHouse.Said(device, with(trial, null, null, swap)));
        var lines = List.of("first line", "second line");
        house.say(new RolloutHouse.Said(device, with(life.getLast().event(), FailureCode.UNHEALTHY, lines, null)));

        var told = house.bean(UpdateHistory.class).of(device, 2);

        assertThat(told.getFirst().log()).isEqualTo(lines);
        assertThat(told.getFirst().failure()).isEqualTo(FailureCode.UNHEALTHY);
        assertThat(told.getLast().swap()).isEqualTo(swap);
        assertThat(told.getLast().log()).isEmpty();
    }

    private static UpdateEvent with(
            UpdateEvent event,
            @Nullable FailureCode failure,
            @Nullable List<String> log,
            UpdateEvent.@Nullable Swap swap) {
        return new UpdateEvent(
                event.boot(),
                event.seq(),
                event.at(),
                event.generation(),
                event.model(),
                event.digest(),
                failure == null ? event.state() : UpdateState.ROLLED_BACK,
                failure,
                event.detail(),
                event.transfer(),
                log,
                swap,
                null,
                null);
    }

    @Test
    void endsTheSameInAnyOrder() {
        Collections.shuffle(life, new Random(5));
        life.forEach(house::say);

        assertThat(seen().state()).isEqualTo("CONFIRMED");
        assertThat(seen().attempt()).isEqualTo(1);
    }

    /** The earlier story of the device counts too: five events of version 1 were acknowledged up to their number. */
    @Test
    void acknowledgesWhatIsHereWithoutAGap() {
        var first = life.getFirst().event().seq();
        house.say(life.get(1));
        house.say(life.get(2));
        assertThat(lastAck()).isEqualTo(first - 1);

        house.say(life.getFirst());
        assertThat(lastAck()).isEqualTo(first + 2);
    }

    @Test
    void acknowledgesARepeatedEventAgainBecauseTheFirstAnswerMayBeLost() {
        house.say(life.getFirst());
        house.post.hints.clear();

        house.say(life.getFirst());

        assertThat(house.post.hints).hasSize(1);
    }

    /** hawkBit #467: parallel feedback of one device ended in ConcurrentModification. */
    @Test
    void takesParallelEventsOfOneDevice() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var said =
                    life.stream().map(one -> pool.submit(() -> house.say(one))).toList();
            for (var one : said) {
                one.get();
            }
        }

        assertThat(seen().state()).isEqualTo("CONFIRMED");
        house.say(life.getFirst());
        assertThat(lastAck()).isEqualTo(life.getLast().event().seq());
    }

    @Test
    void keepsEventsOfAnotherGoalAsHistory() {
        var number = house.next(device);
        house.say(house.event(
                device,
                number,
                1,
                FakeCatalogue.digest("1"),
                UpdateState.FAILED,
                FailureCode.UNHEALTHY,
                Transfer.NONE));

        assertThat(seen().state()).isEqualTo("WAITING");
    }

    @Test
    void doesNotLetTheWayBackChangeWhatTheWayThereWas() {
        life.forEach(house::say);
        house.fleet.runs(device, FakeCatalogue.MODEL, FakeCatalogue.digest("2"), 2);
        house.rollouts.rollback(rollout, BECAUSE);

        house.comesBack(device, Transfer.NONE);

        assertThat(seen().state()).isEqualTo("GOING_BACK");
        assertThat(seen().deltaBytes()).isEqualTo(600);
    }

    @Test
    void sendsWhatIsNoEventToTheDeadLetters() {
        var noise = "{\"boot\":\"x\"}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> house.bean(DeviceEvents.class)
                        .on(new UplinkReceived(device, Channel.EVENTS, noise, Instant.EPOCH)))
                .isInstanceOf(MalformedMessage.class);
    }

    private RolloutDevice seen() {
        return house.rollouts.devices(rollout, "", 10).stream()
                .filter(one -> one.device().equals(device))
                .findFirst()
                .orElseThrow();
    }

    private long lastAck() {
        return house.post.hints.isEmpty() ? 0 : ((EventAck) house.post.hints.getLast()).upToSeq();
    }

    private RolloutHouse.Said said(long seq, UpdateState state, Transfer cost) {
        return house.event(device, seq, house.goal(device).generation(), FakeCatalogue.digest("2"), state, null, cost);
    }
}
