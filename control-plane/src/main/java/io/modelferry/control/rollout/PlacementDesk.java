package io.modelferry.control.rollout;

import io.modelferry.control.fleet.SqlCondition;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final TargetClasses classes;
    private final LineReturns returns;
    private final InstantSource clock;

    PlacementDesk(
            Loans loans,
            Lines lines,
            RolloutRows rollouts,
            GoalRows rows,
            Goals goals,
            FleetPictures fleet,
            TargetClasses classes,
            LineReturns returns,
            InstantSource clock) {
        this.loans = loans;
        this.lines = lines;
        this.rollouts = rollouts;
        this.rows = rows;
        this.goals = goals;
        this.fleet = fleet;
        this.classes = classes;
        this.returns = returns;
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
    public Map<VersionName, Map<String, ArtifactDigest>> files(ModelName model, Collection<VersionName> versions) {
        return classes.files(model, versions, SqlCondition.ENROLLED);
    }

    @Override
    @Transactional
    public void place(ModelName model, String borrower, Map<DeviceId, VersionName> wanted) {
        requireLent(model, borrower);
        var picture = fleet.of(wanted.keySet());
        var terms = line(model).terms();
        var aimed = rows.aimsOf(wanted.keySet());
        var aims = new ArrayList<Aim>();
        wanted.forEach((id, version) -> picture.find(id)
                .flatMap(device -> picture.wanted(model, version, device))
                .filter(file -> !aimedAt(file, aimed, id, model))
                .ifPresent(file -> aims.add(new Aim(id, model, file, picture.running(id, model), terms, null))));
        if (!aims.isEmpty()) {
            goals.set(aims, picture, clock.instant());
        }
    }

    private static boolean aimedAt(Wanted file, Map<DeviceId, List<Aim>> aimed, DeviceId device, ModelName model) {
        return aimed.getOrDefault(device, List.of()).stream()
                .anyMatch(aim ->
                        aim.model().equals(model) && aim.wanted().digest().equals(file.digest()));
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

    @Override
    @Transactional
    public void giveBack(ModelName model, String borrower, Return devices) {
        switch (devices) {
            case TO_THE_LINE -> returns.begin(model, borrower);
            case STAY -> loans.end(model, borrower);
        }
    }
}
