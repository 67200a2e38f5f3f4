package io.modelferry.control.optimisation.making;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.run.RunRows;
import io.modelferry.control.optimisation.variant.Variant;
import io.modelferry.control.optimisation.variant.VariantRows;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.WorkQueue;
import io.modelferry.control.platform.Worker;
import io.modelferry.control.registry.ModelPublished;
import io.modelferry.optimizer.recipe.NamedTechniques;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Queues the runs of every published version, in the transaction that publishes it: no version without its variants, whatever
 * crashes when. Threads of its own empty the queue, as many as the settings say.
 */
@Service
class Optimisation implements SmartLifecycle {

    private static final String BY = "system";

    private final VariantRows variants;
    private final RunRows runs;
    private final InstantSource clock;
    private final List<String> usual;
    private final List<Worker> workers;

    Optimisation(
            VariantRows variants,
            RunRows runs,
            RunWork work,
            JdbcClient jdbc,
            InstantSource clock,
            PlatformTransactionManager transactions,
            ModelferryConfiguration configuration) {
        this.variants = variants;
        this.runs = runs;
        this.clock = clock;
        this.usual = usual(configuration.optimisation());
        var queue = new WorkQueue("optimisation_work", work, jdbc, transactions);
        this.workers = IntStream.rangeClosed(1, configuration.optimisation().parallel())
                .mapToObj(number -> new Worker("optimisation-" + number, queue::doNext))
                .toList();
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ModelPublished published) {
        var names = wanted(published);
        for (var variant : names) {
            variants.save(new Variant(
                    published.model(), published.version(), variant, names.indexOf(variant), clock.instant()));
            var run = runs.insert(published.model(), published.version(), variant, BY);
            if (variant.equals(Variants.AS_PUBLISHED)) {
                runs.release(run); // the others wait for its proof
            }
        }
        wakeAfterCommit();
    }

    /** Who names a calibration set wants what is measured on it. */
    private List<String> wanted(ModelPublished published) {
        var names = new LinkedHashSet<>(usual);
        if (published.calibration() != null) {
            names.add(StaticQuantisation.INT8.variant());
        }
        return List.copyOf(names);
    }

    void wakeAfterCommit() {
        workers.forEach(Worker::wakeAfterCommit);
    }

    @Override
    public void start() {
        runs.requeueAbandoned();
        workers.forEach(Worker::start);
    }

    @Override
    public void stop() {
        workers.forEach(Worker::stop);
    }

    @Override
    public boolean isRunning() {
        return workers.getFirst().isRunning();
    }

    /** The published file first, then what the settings ask for and what a device class prefers. */
    private static List<String> usual(ModelferryConfiguration.Optimisation settings) {
        var names = new LinkedHashSet<String>();
        names.add(Variants.AS_PUBLISHED);
        names.addAll(settings.techniques());
        settings.classes().values().forEach(one -> names.addAll(one.prefers()));
        for (var name : names) {
            if (!name.equals(Variants.AS_PUBLISHED)
                    && NamedTechniques.named(name).isEmpty()) {
                throw new IllegalArgumentException("modelferry.optimisation names the variant '%s'; there are %s"
                        .formatted(name, NamedTechniques.NAMES));
            }
        }
        return List.copyOf(names);
    }
}
