package io.modelferry.control.optimisation;

import io.modelferry.control.platform.WorkQueue;
import io.modelferry.control.platform.Worker;
import io.modelferry.control.registry.ModelPublished;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.InstantSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Puts every published version into the queue, in the transaction that publishes it: no version without its variants, whatever
 * crashes when. A thread of its own empties the queue.
 */
@Service
class Optimisation implements SmartLifecycle {

    private final VariantRows variants;
    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final WorkQueue queue;
    private final Worker worker;

    Optimisation(
            VariantRows variants,
            VariantMaking making,
            JdbcClient jdbc,
            InstantSource clock,
            PlatformTransactionManager transactions) {
        this.variants = variants;
        this.jdbc = jdbc;
        this.clock = clock;
        this.queue = new WorkQueue("optimisation_work", new Making(making), jdbc, transactions);
        this.worker = new Worker("optimisation", queue::doNext);
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ModelPublished published) {
        for (var technique : Technique.values()) {
            variants.save(new Variant(published.model(), published.version(), technique, clock.instant()));
        }
        jdbc.sql("insert into optimisation_work (model, version) values (?, ?)")
                .params(published.model().value(), published.version().value())
                .update();
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

    /** A row of {@code optimisation_work} is a version. */
    private final class Making implements WorkQueue.Doing {

        private final VariantMaking making;

        Making(VariantMaking making) {
            this.making = making;
        }

        @Override
        public void work(long id) throws Exception {
            var version = version(id);
            making.make(version.model(), version.version());
        }

        @Override
        public void giveUp(long id, String reason) {
            var version = version(id);
            making.giveUp(version.model(), version.version(), reason);
        }
    }

    private record Queued(ModelName model, VersionName version) {}

    private Queued version(long id) {
        return jdbc.sql("select model, version from optimisation_work where id = ?")
                .param(id)
                .query((row, number) -> new Queued(new ModelName(row.getString(1)), new VersionName(row.getString(2))))
                .single();
    }
}
