package io.modelferry.control.optimisation.making;

import io.modelferry.control.optimisation.OptimisationRuns;
import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.control.optimisation.Studies;
import io.modelferry.control.optimisation.Studies.TeacherView;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.ClassChoice;
import io.modelferry.control.optimisation.Variants.Figure;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.ViewStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Events named {@code variants}. Read from the database, so it does not matter which control plane does the work. */
@Component
class VariantStream {

    private final Variants variants;
    private final OptimisationRuns runs;
    private final Studies studies;
    private final ViewStream<VersionKey> stream = new ViewStream<>("variants");

    VariantStream(Variants variants, OptimisationRuns runs, Studies studies) {
        this.variants = variants;
        this.runs = runs;
        this.studies = studies;
    }

    /**
     * @param runs those that have not ended
     * @param classes which variant each class of devices gets
     * @param teacher how near a distilled student is to its teacher; null for other versions
     * @param figures how quick each variant is and what it takes, in the field or here
     * @param settled whether every run has ended
     * @param next always null: a version has few variants
     */
    record VariantPage(
            List<VariantView> items,
            List<RunView> runs,
            List<ClassChoice> classes,
            @Nullable TeacherView teacher,
            List<Figure> figures,
            boolean settled,
            @Nullable String next) {}

    /** Empty for a version that is not there. */
    Optional<VariantPage> page(VersionKey key) {
        var made = variants.of(key.model(), key.version());
        var open = runs.of(key.model(), key.version()).stream()
                .filter(run -> !run.hasEnded())
                .toList();
        return made.isEmpty()
                ? Optional.empty()
                : Optional.of(new VariantPage(
                        made,
                        open,
                        variants.classes(key.model(), key.version()),
                        studies.teacher(key.model(), key.version()).orElse(null),
                        variants.figures(key.model(), key.version()),
                        open.isEmpty() && variants.settled(key.model(), key.version()),
                        null));
    }

    SseEmitter open(VersionKey key) {
        return stream.open(key);
    }

    @Scheduled(fixedDelay = 500)
    void show() {
        stream.show(this::page);
    }
}
