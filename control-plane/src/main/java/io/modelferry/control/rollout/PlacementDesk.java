package io.modelferry.control.rollout;

import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.GoalRows.Aim;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeliveryPolicy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Aims devices for whoever borrowed a line, with the terms of that line. */
@Service
class PlacementDesk implements Placements {

    private static final List<RolloutState> ACTIVE =
            List.of(RolloutState.values()).stream().filter(RolloutState::active).toList();

    private final Loans loans;
    private final Lines lines;
    private final RolloutRows rollouts;
    private final GoalRows rows;
    private final Goals goals;
    private final FleetPictures fleet;
    private final InstantSource clock;

    PlacementDesk(
            Loans loans,
            Lines lines,
            RolloutRows rollouts,
            GoalRows rows,
            Goals goals,
            FleetPictures fleet,
            InstantSource clock) {
        this.loans = loans;
        this.lines = lines;
        this.rollouts = rollouts;
        this.rows = rows;
        this.goals = goals;
        this.fleet = fleet;
        this.clock = clock;
    }

    @Override
    @Transactional
    public void lend(ModelName model, String borrower) {
        loans.hold(model);
        loans.requireFree(model);
        line(model);
        rollouts.ofModelIn(model.value(), ACTIVE).stream().findFirst().ifPresent(active -> {
            throw Refusal.conflict(
                    "rollout-active",
                    "Rollout " + active.id() + " of " + model + " is " + active.state()
                            + ": stop it or let it end first.");
        });
        loans.add(model, borrower, clock.instant());
    }

    private Lines.Line line(ModelName model) {
        return lines.of(model)
                .orElseThrow(() -> Refusal.conflict(
                        "no-current-version",
                        "No version of " + model + " has reached the whole fleet yet: roll one out first."));
    }

    @Override
    @Transactional(readOnly = true)
    public List<DeviceView> candidates(ModelName model, Collection<VersionName> versions) {
        var picture = fleet.now();
        return picture.all().stream()
                .filter(device -> versions.stream()
                        .allMatch(version ->
                                picture.wanted(model, version, device).isPresent()))
                .toList();
    }

    @Override
    @Transactional
    public Map<DeviceId, ArtifactDigest> place(ModelName model, String borrower, Map<DeviceId, VersionName> wanted) {
        requireLent(model, borrower);
        var picture = fleet.now();
        var terms = line(model).terms();
        var aimed = rows.aimsOf(wanted.keySet());
        var attested = new HashMap<DeviceId, ArtifactDigest>();
        var aims = new ArrayList<Aim>();
        wanted.forEach((id, version) -> picture.find(id)
                .flatMap(device -> picture.wanted(model, version, device))
                .ifPresent(file -> {
                    attested.put(id, file.digest());
                    var now = aimAt(aimed, id, model);
                    if (now == null || !now.wanted().digest().equals(file.digest())) {
                        aims.add(new Aim(id, model, file, picture.running(id, model), terms, null));
                    }
                }));
        aim(aims, picture);
        return attested;
    }

    @Override
    @Transactional(readOnly = true)
    public LineTerms terms(ModelName model) {
        var terms = line(model).terms();
        var delivery = terms.delivery();
        return new LineTerms(
                terms.probation(),
                new DeliveryPolicy(
                        delivery.transport(),
                        delivery.fallbackMaxBytes(),
                        delivery.allowance(),
                        null,
                        delivery.siteCache()));
    }

    private void requireLent(ModelName model, String borrower) {
        if (!loans.borrower(model).equals(Optional.of(borrower))) {
            throw new IllegalStateException(model + " is not lent to " + borrower);
        }
    }

    private static @Nullable Aim aimAt(Map<DeviceId, List<Aim>> aims, DeviceId device, ModelName model) {
        return aims.getOrDefault(device, List.of()).stream()
                .filter(aim -> aim.model().equals(model))
                .findFirst()
                .orElse(null);
    }

    @Override
    @Transactional
    public void giveBack(ModelName model, String borrower, Return devices) {
        if (loans.end(model, borrower) && devices == Return.TO_THE_LINE) {
            returnToTheLine(model);
        }
    }

    private void returnToTheLine(ModelName model) {
        var picture = fleet.now();
        var line = line(model);
        var ids = Set.copyOf(picture.all().stream().map(DeviceView::id).toList());
        var aims = new ArrayList<Aim>();
        rows.aimsOf(ids).values().stream()
                .flatMap(List::stream)
                .filter(aim ->
                        aim.model().equals(model) && !aim.wanted().version().equals(line.version()))
                .forEach(aim -> picture.find(aim.device())
                        .flatMap(device -> picture.wanted(model, line.version(), device))
                        .ifPresent(file -> aims.add(new Aim(
                                aim.device(), model, file, null, line.terms().atOnce(), null))));
        aim(aims, picture);
    }

    private void aim(List<Aim> aims, FleetPicture picture) {
        if (!aims.isEmpty()) {
            goals.set(aims, picture, clock.instant());
        }
    }
}
