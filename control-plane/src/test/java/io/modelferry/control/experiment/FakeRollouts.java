package io.modelferry.control.experiment;

import io.modelferry.control.rollout.DeviceStanding;
import io.modelferry.control.rollout.EvidencePoint;
import io.modelferry.control.rollout.Freezes;
import io.modelferry.control.rollout.RolloutDevice;
import io.modelferry.control.rollout.RolloutId;
import io.modelferry.control.rollout.RolloutState;
import io.modelferry.control.rollout.RolloutView;
import io.modelferry.control.rollout.Rollouts;
import io.modelferry.control.rollout.TimelineEntry;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.Probation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rollouts that only remember what was asked of them. */
final class FakeRollouts implements Rollouts {

    final List<NewRollout> created = new ArrayList<>();
    final List<String> started = new ArrayList<>();
    VersionName current = new VersionName("1");

    Freezes.@Nullable Freeze freeze;

    @Override
    public RolloutView create(NewRollout rollout) {
        created.add(rollout);
        return new RolloutView(
                new RolloutId("r7"),
                rollout.model(),
                rollout.version(),
                current,
                RolloutState.READY,
                0,
                "ready",
                0,
                List.of(),
                Objects.requireNonNull(rollout.gate()),
                Probation.DEFAULT,
                null,
                false,
                new RolloutView.Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                List.of(),
                PlanOptions.DEFAULT,
                new RolloutView.BytesView(0, 0, 0, 0, 0),
                null,
                "test",
                false,
                Instant.EPOCH,
                null,
                null,
                List.of());
    }

    @Override
    public RolloutView start(RolloutId id, Order order) {
        started.add(id + ": " + order.reason());
        return create(created.removeLast());
    }

    @Override
    public RolloutView approve(RolloutId id, Order order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RolloutView deny(RolloutId id, Order order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RolloutView retry(RolloutId id, Order order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Freezes.Freeze> frozen() {
        return Optional.ofNullable(freeze);
    }

    @Override
    public Freezes.Freeze freeze(Order order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void thaw(Order order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<VersionName> current(ModelName model) {
        return Optional.of(current);
    }

    @Override
    public RolloutView pause(RolloutId id, Order order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RolloutView resume(RolloutId id, Order order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RolloutView stop(RolloutId id, Order order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RolloutView rollback(RolloutId id, Order order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RolloutView triggerNext(RolloutId id, Order order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<RolloutView> find(RolloutId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<RolloutView> page(@Nullable RolloutId before, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<TimelineEntry> timeline(RolloutId id, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<RolloutDevice> devices(RolloutId id, Set<DeviceStanding> states, String afterDevice, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<EvidencePoint> evidence(RolloutId id, int limit) {
        throw new UnsupportedOperationException();
    }
}
