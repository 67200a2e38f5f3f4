package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;
import static io.modelferry.gallery.Story.file;
import static io.modelferry.gallery.Story.version;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.DeviceStanding;
import io.modelferry.control.rollout.EvidencePoint;
import io.modelferry.control.rollout.Freezes;
import io.modelferry.control.rollout.RolloutDevice;
import io.modelferry.control.rollout.RolloutId;
import io.modelferry.control.rollout.RolloutState;
import io.modelferry.control.rollout.RolloutView;
import io.modelferry.control.rollout.RolloutView.StageView;
import io.modelferry.control.rollout.Rollouts;
import io.modelferry.control.rollout.TimelineEntry;
import io.modelferry.control.rollout.gate.Judge.Comparison;
import io.modelferry.control.rollout.plan.Gate;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.Probation;
import io.modelferry.protocol.report.FailureCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** One rollout in the middle of its stages, one that went back, one that finished. Remembers what it was ordered. */
@Component
public class StoryRollouts implements Rollouts {

    private final Story story;
    private final List<String> orders = new ArrayList<>();
    private final Instant since;
    private volatile Freezes.@Nullable Freeze freeze;

    StoryRollouts(Story story) {
        this.story = story;
        this.since = story.ago(Duration.ofMinutes(4));
    }

    public List<String> orders() {
        return orders;
    }

    @Override
    public RolloutView create(NewRollout rollout) {
        orders.add("create " + rollout.model() + " " + rollout.version() + " "
                + rollout.stages().size() + " stages" + StoryPlans.said(rollout.options()));
        return view("r3", 2, RolloutState.READY, "waits for its start", 0, StoryPlans.NOBODY, null);
    }

    @Override
    public RolloutView start(RolloutId id, Order order) {
        return ordered("start", id, order);
    }

    @Override
    public RolloutView pause(RolloutId id, Order order) {
        return ordered("pause", id, order);
    }

    @Override
    public RolloutView resume(RolloutId id, Order order) {
        throw Refusal.conflict("not-paused", "Rollout " + id + " is not paused.");
    }

    @Override
    public RolloutView stop(RolloutId id, Order order) {
        return ordered("stop", id, order);
    }

    @Override
    public RolloutView rollback(RolloutId id, Order order) {
        return ordered("rollback", id, order);
    }

    @Override
    public RolloutView triggerNext(RolloutId id, Order order) {
        return ordered("trigger-next", id, order);
    }

    @Override
    public Optional<RolloutView> find(RolloutId id) {
        return Stream.concat(page(null, 10).stream(), Stream.of(waiting()))
                .filter(rollout -> rollout.id().equals(id))
                .findFirst();
    }

    @Override
    public List<RolloutView> page(@Nullable RolloutId before, int limit) {
        return story.empty() ? List.of() : List.of(running(), goneBack(), finished());
    }

    @Override
    public List<TimelineEntry> timeline(RolloutId id, int limit) {
        var back = id.value().equals("r2");
        return List.of(
                entry(0, "CREATED", RolloutState.READY, 0, "admin", "meter-reader v2 in 4 stages"),
                entry(2, "START", RolloutState.RUNNING, 0, "admin", Story.HOSTILE),
                entry(3, "STAGE_OPENED", RolloutState.RUNNING, 0, "system", "3 lab devices get it"),
                entry(
                        40,
                        "ADVANCE",
                        RolloutState.RUNNING,
                        1,
                        "system",
                        "accuracy within the margin: drop −0.2 pt, 95 % band −1.1 to +0.7 pt"),
                back
                        ? entry(
                                90,
                                "GO_BACK",
                                RolloutState.ROLLING_BACK,
                                1,
                                "system",
                                "accuracy dropped by 9.8 pt, at least 8.1 pt; 3.0 pt are tolerated")
                        : entry(
                                90,
                                "STAGE_SETTLED",
                                RolloutState.RUNNING,
                                1,
                                "system",
                                "6/6 online devices confirmed"));
    }

    @Override
    public List<RolloutDevice> devices(RolloutId id, Set<DeviceStanding> wanted, String afterDevice, int limit) {
        var states = List.of("CONFIRMED", "CONFIRMED", "TRIAL", "PATCHING", "FAILED", "WAITING");
        return IntStream.range(0, states.size())
                .filter(i -> wanted.isEmpty() || wanted.contains(DeviceStanding.valueOf(states.get(i))))
                .mapToObj(i -> new RolloutDevice(
                        new DeviceId("meter-%03d".formatted(i)),
                        1,
                        states.get(i),
                        i != 5,
                        1,
                        i == 4 ? FailureCode.ACCEPTANCE_FAILED : null,
                        i == 4 ? "accuracy 0.41 on the acceptance set, 0.90 needed" : "",
                        file(2, "fp32"),
                        file(1, "fp32"),
                        file(i < 3 ? 2 : 1, "fp32"),
                        4,
                        i < 4 ? 93_900 : 0,
                        i == 4 ? StoryVersions.FP32_BYTES : 0,
                        i == 4,
                        null,
                        since))
                .toList();
    }

    @Override
    public List<EvidencePoint> evidence(RolloutId id, int limit) {
        return List.of();
    }

    @Override
    public RolloutView approve(RolloutId id, Order order) {
        return ordered("approve", id, order);
    }

    @Override
    public RolloutView deny(RolloutId id, Order order) {
        return ordered("deny", id, order);
    }

    @Override
    public RolloutView retry(RolloutId id, Order order) {
        return ordered("retry", id, order);
    }

    @Override
    public Optional<Freezes.Freeze> frozen() {
        return Optional.ofNullable(freeze);
    }

    @Override
    public Freezes.Freeze freeze(Order order) {
        if (order.reason().isEmpty()) {
            throw Refusal.invalid("reason-required", "Say why.");
        }
        freeze = new Freezes.Freeze(order.reason(), "olga", since);
        return freeze;
    }

    @Override
    public void thaw(Order order) {
        freeze = null;
    }

    @Override
    public Optional<VersionName> current(ModelName model) {
        return Optional.of(version(1));
    }

    private RolloutView ordered(String verb, RolloutId id, Order order) {
        orders.add(verb + " " + id + " " + order.reason() + " " + order.epoch());
        return running();
    }

    private TimelineEntry entry(int second, String kind, RolloutState state, int stage, String actor, String text) {
        return new TimelineEntry(since.plusSeconds(second), kind, state, stage, actor, text, "{}");
    }

    private RolloutView running() {
        return view(
                "r3",
                2,
                RolloutState.RUNNING,
                "soak: 8 s of 10 s left, 24/26 online devices confirmed, 2 offline",
                2,
                new RolloutView.Counts(63, 31, 32, 1, 0, 1, 1, 0, 0, 3, 24, 0, 1, 1, 0, 0, 0, 2),
                new Comparison(1_204, 0.9768, 1_377, 0.9749, -0.0019, -0.0121, 0.0083));
    }

    private RolloutView goneBack() {
        return view(
                "r2",
                3,
                RolloutState.ROLLED_BACK,
                "labelled accuracy fell from 97.6 % to 87.8 %; every online device is back on v2",
                1,
                new RolloutView.Counts(63, 32, 31, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 30, 1),
                new Comparison(640, 0.878, 702, 0.976, 0.098, 0.081, 0.115));
    }

    /** Not in the list: it would be the newest of its model. */
    private RolloutView waiting() {
        return view(
                "r4",
                3,
                RolloutState.AWAITING_APPROVAL,
                "63 devices: a second person must agree",
                0,
                StoryPlans.NOBODY,
                null);
    }

    private RolloutView finished() {
        return view(
                "r1",
                1,
                RolloutState.FINISHED,
                "every stage passed",
                3,
                new RolloutView.Counts(63, 0, 63, 0, 0, 0, 0, 0, 0, 0, 63, 0, 0, 0, 0, 0, 0, 0),
                null);
    }

    private RolloutView view(
            String id,
            int number,
            RolloutState state,
            String why,
            int stage,
            RolloutView.Counts counts,
            @Nullable Comparison comparison) {
        var gate = new Gate(0.03, 500, Duration.ofMinutes(2), 0.05, 20, 0.95);
        return new RolloutView(
                new RolloutId(id),
                METER,
                version(number),
                number == 1 ? null : version(number - 1),
                state,
                7,
                why,
                stage,
                List.of(
                        stage("lab", null, 0, stage, 3),
                        stage("10 %", 10.0, 1, stage, 6),
                        stage("50 %", 50.0, 2, stage, 31),
                        stage("100 %", 100.0, 3, stage, 63)),
                number == 1 ? Gate.DEVICES_ONLY : gate,
                Probation.DEFAULT,
                null,
                false,
                counts,
                state == RolloutState.RUNNING ? StoryPlans.GATES : List.of(),
                PlanOptions.DEFAULT,
                new RolloutView.BytesView(2_912_400, 268_412, 0, 8_320_772, 1),
                comparison,
                "admin",
                false,
                since,
                since,
                state.active() ? null : since.plusSeconds(90),
                List.of());
    }

    private StageView stage(String name, @Nullable Double percent, int at, int current, int devices) {
        return new StageView(
                name,
                percent,
                percent == null,
                Duration.ofSeconds(10),
                at < current ? "PASSED" : at == current ? "CURRENT" : "PENDING",
                at <= current ? devices : 0,
                at <= current ? devices : 0,
                at <= current ? since.plusSeconds(30L * at) : null,
                at < current ? since.plusSeconds(30L * at + 12) : null,
                at < current ? since.plusSeconds(30L * at + 30) : null);
    }
}
