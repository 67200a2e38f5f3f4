package io.modelferry.control.rollout;

import io.modelferry.control.fleet.DeviceReported;
import io.modelferry.control.rollout.GoalRows.Aim;
import io.modelferry.control.security.Signers;
import io.modelferry.control.trust.GoalTrust;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives devices without a goal what their models' lines have for them, and writes goals anew before they end or once their key was
 * replaced. Devices are noted as they report and served together, so that a thousand that arrive at once cost one pass.
 */
@Component
class Newcomers {

    private static final Logger LOG = LoggerFactory.getLogger(Newcomers.class);

    /** Devices served at once. */
    private static final int BATCH = 500;

    /** The same for those whom a brake is for: the first are on their way while the next are signed. */
    private static final int BRAKED = 100;

    private final GoalRows rows;
    private final Reissues reissues;
    private final Goals goals;
    private final Lines lines;
    private final Signers signers;
    private final GoalTrust trust;
    private final FleetPictures fleet;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    Newcomers(
            GoalRows rows,
            Reissues reissues,
            Goals goals,
            Lines lines,
            Signers signers,
            GoalTrust trust,
            FleetPictures fleet,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.rows = rows;
        this.reissues = reissues;
        this.goals = goals;
        this.lines = lines;
        this.signers = signers;
        this.trust = trust;
        this.fleet = fleet;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** In the transaction that stored the report. */
    @EventListener
    void on(DeviceReported reported) {
        switch (reported.kind()) {
            case ENROLLED, ONLINE, RUNNING_CHANGED -> rows.due(List.of(reported.device()));
            case DECOMMISSIONED -> rows.forget(reported.device());
            case OFFLINE -> {}
        }
    }

    /** A line moved: whoever has no goal for it is due. */
    void lookAtEverybody() {
        rows.everybodyDue();
    }

    /**
     * Whom a brake waits for comes first.
     *
     * @return whether there is more to do at once
     */
    boolean serve() {
        var more = reissueSome();
        more |= batch(BATCH, rows::takeDue, this::assign);
        more |= batch(BATCH, limit -> rows.endingBefore(goals.renewBefore(clock.instant()), limit), this::issue);
        signAnew();
        return more;
    }

    /**
     * The goals of some whose rollout was paused or resumed, in a transaction of its own; any number of threads may do it at once.
     *
     * @return whether there is more to do at once
     */
    boolean reissueSome() {
        return batch(BRAKED, reissues::take, this::reissue) || listMore();
    }

    /**
     * Goals by another key than the one that devices believe, one batch a tick: a million of them go beside everything else and not before
     * it. A control plane whose own key is not believed leaves them alone.
     */
    private void signAnew() {
        var key = signers.goalKey();
        if (trust.believes(key)) {
            var unused = batch(BATCH, limit -> rows.signedByOtherThan(key.id(), limit), this::issue);
        }
    }

    private boolean listMore() {
        return Boolean.TRUE.equals(transaction.execute(status -> reissues.listMore()));
    }

    private boolean batch(int most, IntFunction<List<DeviceId>> take, Consumer<List<DeviceId>> serve) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            var devices = take.apply(most);
            if (!devices.isEmpty()) {
                serve.accept(devices);
            }
            return devices.size() == most;
        }));
    }

    private void reissue(List<DeviceId> devices) {
        issue(devices);
        reissues.retried(devices);
    }

    private void issue(List<DeviceId> devices) {
        goals.issue(fleet.of(devices).all().stream().toList(), clock.instant());
    }

    private void assign(List<DeviceId> due) {
        var picture = fleet.of(due);
        var aimed = rows.aimsOf(due);
        var aims = new ArrayList<Aim>();
        for (var line : lines.all()) {
            for (var id : due) {
                if (!has(aimed, id, line.model())) {
                    picture.find(id)
                            .flatMap(device -> picture.wanted(line.model(), line.version(), device))
                            .ifPresent(wanted -> aims.add(new Aim(id, line.model(), wanted, null, line.terms(), null)));
                }
            }
        }
        if (!aims.isEmpty()) {
            goals.setIfFree(aims, picture, clock.instant());
            LOG.info(
                    "goals for new devices={}",
                    aims.stream().map(Aim::device).distinct().count());
        }
    }

    private static boolean has(Map<DeviceId, List<Aim>> aimed, DeviceId device, ModelName model) {
        return aimed.getOrDefault(device, List.of()).stream()
                .anyMatch(aim -> aim.model().equals(model));
    }
}
