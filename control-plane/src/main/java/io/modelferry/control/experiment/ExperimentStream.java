package io.modelferry.control.experiment;

import io.modelferry.control.platform.ViewStream;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Events named {@code experiment}: what {@code GET /api/v1/experiments/{id}} answers. Read from the database, as rollouts' are. */
@Component
class ExperimentStream {

    private final Experiments experiments;
    private final ViewStream<ExperimentId> stream = new ViewStream<>("experiment");

    ExperimentStream(Experiments experiments) {
        this.experiments = experiments;
    }

    SseEmitter open(ExperimentId id) {
        return stream.open(id);
    }

    @Scheduled(fixedDelay = 1000)
    void show() {
        stream.show(id -> ExperimentView.of(experiments, id));
    }
}
