package io.modelferry.control.rollout;

import io.modelferry.control.rollout.GoalRows.Aim;
import io.modelferry.control.rollout.Loans.Ended;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.time.InstantSource;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes the devices of an ended loan back to their model's line, in the order of their ids: the first with the order itself, the others
 * between the ticks. The line is free again once the last was told, so that no rollout meets them halfway.
 */
@Component
class LineReturns {

    /** Devices told at once. */
    static final int BATCH = 500;

    private final Loans loans;
    private final Lines lines;
    private final GoalRows rows;
    private final Goals goals;
    private final FleetPictures fleet;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    LineReturns(
            Loans loans,
            Lines lines,
            GoalRows rows,
            Goals goals,
            FleetPictures fleet,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.loans = loans;
        this.lines = lines;
        this.rows = rows;
        this.goals = goals;
        this.fleet = fleet;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** The first of them, in the caller's transaction. */
    void begin(ModelName model, String borrower) {
        if (loans.borrower(model).filter(borrower::equals).isPresent()) {
            step(new Ended(model, borrower, ""));
        }
    }

    /** @return whether there is more to do at once */
    boolean goOn() {
        return Boolean.TRUE.equals(
                transaction.execute(status -> loans.takeEnded().map(this::step).orElse(false)));
    }

    private boolean step(Ended loan) {
        var line = lines.of(loan.model()).orElseThrow();
        var strayed = rows.strayedFrom(line.model(), line.version(), loan.until(), BATCH);
        goBack(line, strayed);
        if (strayed.size() < BATCH) {
            loans.end(loan.model(), loan.borrower());
            return false;
        }
        loans.reached(new Ended(loan.model(), loan.borrower(), strayed.getLast().value()));
        return true;
    }

    private void goBack(Lines.Line line, List<DeviceId> devices) {
        var picture = fleet.of(devices);
        var aims = devices.stream()
                .flatMap(id -> picture
                        .find(id)
                        .flatMap(device -> picture.wanted(line.model(), line.version(), device))
                        .map(file -> new Aim(
                                id, line.model(), file, null, line.terms().atOnce(), null))
                        .stream())
                .toList();
        if (!aims.isEmpty()) {
            goals.set(aims, picture, clock.instant());
        }
    }
}
