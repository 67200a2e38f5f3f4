package io.modelferry.control.experiment;

import io.modelferry.control.experiment.Experiments.Forecast;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.VersionNames;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Experiments over HTTP. */
@RestController
@RequestMapping("/api/v1/experiments")
class ExperimentController {

    private static final int MAX_PAGE = 200;
    private static final int MAX_LOOKS = 2000;

    private final Experiments experiments;
    private final VersionNames names;
    private final ExperimentStream stream;

    ExperimentController(Experiments experiments, VersionNames names, ExperimentStream stream) {
        this.experiments = experiments;
        this.names = names;
        this.stream = stream;
    }

    /** @param next cursor for the following page; null on the last one */
    record Page(List<Experiment> items, @Nullable String next) {}

    /** @param arm of a shipping; may be left out */
    record OrderRequest(@Nullable String reason, @Nullable String arm) {

        String why() {
            return reason == null ? "" : reason;
        }
    }

    @PostMapping
    @PreAuthorize("hasRole('OPERATOR')")
    ResponseEntity<Experiment> create(@RequestBody ExperimentRequest request) {
        var created = experiments.create(request.modelName(), plan(request));
        return ResponseEntity.status(HttpStatus.CREATED)
                .header("Location", "/api/v1/experiments/" + created.id())
                .body(created);
    }

    /** What it would reach and how long it would take; nothing is written. */
    @PostMapping("/forecast")
    @PreAuthorize("hasRole('VIEWER')")
    Forecast forecast(@RequestBody ExperimentRequest request) {
        return experiments.forecast(request.modelName(), plan(request));
    }

    @GetMapping
    @PreAuthorize("hasRole('VIEWER')")
    Page list(@RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "50") int limit) {
        var size = within(limit, MAX_PAGE);
        var items = experiments.page(after == null ? null : new ExperimentId(after), size);
        return new Page(items, items.size() < size ? null : items.getLast().id().value());
    }

    @GetMapping("/{id}")
    @PreAuthorize("hasRole('VIEWER')")
    ExperimentView get(@PathVariable String id) {
        return ExperimentView.of(experiments, new ExperimentId(id))
                .orElseThrow(() -> Refusal.notFound("experiment", id));
    }

    /** Server-sent events named {@code experiment}: what {@link #get} answers, first at once and then whenever it changed. */
    @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @PreAuthorize("hasRole('VIEWER')")
    SseEmitter events(@PathVariable String id) {
        return stream.open(require(new ExperimentId(id)).id());
    }

    /** The numbers over time, oldest first. */
    @GetMapping("/{id}/looks")
    @PreAuthorize("hasRole('VIEWER')")
    List<Look> looks(@PathVariable String id, @RequestParam(defaultValue = "200") int limit) {
        return experiments.looks(require(new ExperimentId(id)).id(), within(limit, MAX_LOOKS));
    }

    @GetMapping(path = "/{id}/looks.csv", produces = "text/csv")
    @PreAuthorize("hasRole('VIEWER')")
    String csv(@PathVariable String id, @RequestParam(defaultValue = "2000") int limit) {
        return LooksCsv.of(experiments.looks(require(new ExperimentId(id)).id(), within(limit, MAX_LOOKS)));
    }

    @GetMapping(path = "/{id}/report", produces = MediaType.TEXT_MARKDOWN_VALUE)
    @PreAuthorize("hasRole('VIEWER')")
    String report(@PathVariable String id) {
        var experiment = require(new ExperimentId(id));
        return Report.of(
                experiment, experiments.latest(experiment.id()).orElse(null), experiments.timeline(experiment.id()));
    }

    @PostMapping("/{id}/start")
    @PreAuthorize("hasRole('OPERATOR')")
    Experiment start(@PathVariable String id, @RequestBody OrderRequest order) {
        return carryOut(id, order, experiments::start);
    }

    @PostMapping("/{id}/stop")
    @PreAuthorize("hasRole('OPERATOR')")
    Experiment stop(@PathVariable String id, @RequestBody OrderRequest order) {
        return carryOut(id, order, experiments::stop);
    }

    @PostMapping("/{id}/ship")
    @PreAuthorize("hasRole('OPERATOR')")
    Experiment ship(@PathVariable String id, @RequestBody OrderRequest order) {
        return experiments.ship(new ExperimentId(id), order.arm(), order.why());
    }

    private ExperimentPlan plan(ExperimentRequest request) {
        return request.plan().map(version -> names.resolve(request.modelName(), version));
    }

    private static Experiment carryOut(
            String id, OrderRequest order, BiFunction<ExperimentId, String, Experiment> verb) {
        return verb.apply(new ExperimentId(id), order.why());
    }

    private Experiment require(ExperimentId id) {
        return experiments.find(id).orElseThrow(() -> Refusal.notFound("experiment", id));
    }

    private static int within(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw Refusal.invalid("bad-limit", "limit: 1 to " + most + ".").about("limit");
        }
        return limit;
    }
}
