package io.modelferry.control.delta;

import io.modelferry.control.delta.PlannedPairs.Planned;
import io.modelferry.control.optimisation.VariantReady;
import io.modelferry.control.platform.WorkQueue;
import io.modelferry.control.platform.Worker;
import java.time.InstantSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Puts the pairs of every new variant into the queue, in the transaction that offers the variant. A thread of its own empties
 * the queue.
 */
@Service
class DeltaQueue implements SmartLifecycle {

    private final PlannedPairs plan;
    private final PairRows pairs;
    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final WorkQueue queue;
    private final Worker worker;

    DeltaQueue(
            PlannedPairs plan,
            PairRows pairs,
            DeltaMaking making,
            JdbcClient jdbc,
            InstantSource clock,
            PlatformTransactionManager transactions) {
        this.plan = plan;
        this.pairs = pairs;
        this.jdbc = jdbc;
        this.clock = clock;
        this.queue = new WorkQueue("delta_work", making, jdbc, transactions);
        this.worker = new Worker("deltas", queue::doNext);
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(VariantReady ready) {
        plan.of(ready).forEach(this::enqueue);
        worker.wakeAfterCommit();
    }

    @Override
    public void start() {
        worker.start();
    }

    @Override
    public void stop() {
        worker.stop();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    private void enqueue(Planned planned) {
        var known =
                pairs.findByBaseAndTarget(planned.base().hex(), planned.target().hex());
        if (known.isPresent()) {
            return; // the same bytes under another name
        }
        var pair = pairs.save(new Pair(planned.base(), planned.target(), planned.targetBytes(), clock.instant()));
        jdbc.sql("insert into delta_work (id) values (?)").param(pair.id()).update();
    }
}
