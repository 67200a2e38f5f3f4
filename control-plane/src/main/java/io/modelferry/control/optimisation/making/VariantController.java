package io.modelferry.control.optimisation.making;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.modelferry.control.optimisation.OptimisationRuns;
import io.modelferry.control.optimisation.OptimisationRuns.Order;
import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.control.optimisation.RunResult;
import io.modelferry.control.optimisation.making.VariantStream.VariantPage;
import io.modelferry.control.platform.Refusal;
import io.modelferry.optimizer.recipe.Variation;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The variants of a version and the runs that make them, over HTTP. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class VariantController {

    private final OptimisationRuns runs;
    private final VariantStream stream;

    VariantController(OptimisationRuns runs, VariantStream stream) {
        this.runs = runs;
        this.stream = stream;
    }

    /** @param next always null: a version has few runs */
    record RunPage(List<RunView> items, @Nullable String next) {}

    /**
     * @param techniques names of variants, for example {@code fp16}
     * @param calibration digest of a set that was uploaded before; null takes that of the version
     * @param percentile of the measured values that codes reach; null for all of them
     * @param perChannel one scale, or one threshold of pruning, for each output channel; null: one for all
     * @param reduceRange seven bits of the eight, for processors without VNNI; null: all eight
     * @param block weights that share a scale, for {@code int8-weights} and {@code int4-weights}; null for 32
     * @param asymmetric each block has a zero point of its own; null: none has
     * @param exclude names of nodes that stay as they are; null for none
     * @param excludeOperators kinds of nodes that do, for example {@code Gather}; null for none
     */
    record Wish(
            @Nullable List<String> techniques,
            @Nullable String calibration,
            @Nullable Double percentile,
            @Nullable Boolean perChannel,
            @Nullable Boolean reduceRange,
            @Nullable Integer block,
            @Nullable Boolean asymmetric,
            @Nullable List<String> exclude,
            @Nullable List<String> excludeOperators) {

        Order order() {
            return new Order(
                    words(techniques),
                    new Variation(is(perChannel), is(reduceRange), block, is(asymmetric)),
                    calibration == null ? null : new ArtifactDigest(calibration),
                    percentile,
                    words(exclude),
                    words(excludeOperators));
        }

        private static List<String> words(@Nullable List<String> said) {
            return said == null ? List.of() : said.stream().map(String::valueOf).toList();
        }

        private static boolean is(@Nullable Boolean said) {
            return Boolean.TRUE.equals(said);
        }
    }

    /** @param result null until the run came to a recipe */
    record RunSheet(@JsonUnwrapped RunView run, @Nullable RunResult result) {}

    @GetMapping("/models/{model}/versions/{version}/variants")
    @PreAuthorize("hasRole('VIEWER')")
    VariantPage variants(@PathVariable String model, @PathVariable String version) {
        return stream.page(new VersionKey(model, version))
                .orElseThrow(() -> Refusal.notFound("version", model + "@" + version));
    }

    /** The same page as server-sent events named {@code variants}, whenever it changes. */
    @GetMapping(
            path = "/models/{model}/versions/{version}/variants/events",
            produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @PreAuthorize("hasRole('VIEWER')")
    SseEmitter events(@PathVariable String model, @PathVariable String version) {
        variants(model, version);
        return stream.open(new VersionKey(model, version));
    }

    @GetMapping("/models/{model}/versions/{version}/runs")
    @PreAuthorize("hasRole('VIEWER')")
    RunPage runs(@PathVariable String model, @PathVariable String version) {
        variants(model, version);
        return new RunPage(runs.of(new ModelName(model), new VersionName(version)), null);
    }

    @PostMapping("/models/{model}/versions/{version}/runs")
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasRole('PUBLISHER')")
    RunPage request(
            @PathVariable String model, @PathVariable String version, @RequestBody Wish wish, Principal operator) {
        return new RunPage(
                runs.request(new ModelName(model), new VersionName(version), wish.order(), operator.getName()), null);
    }

    @GetMapping("/optimisation-runs/{run}")
    @PreAuthorize("hasRole('VIEWER')")
    RunSheet run(@PathVariable long run) {
        return runs.find(run)
                .map(view -> new RunSheet(view, runs.result(run).orElse(null)))
                .orElseThrow(() -> Refusal.notFound("run", run));
    }

    @PostMapping("/optimisation-runs/{run}/cancel")
    @PreAuthorize("hasRole('PUBLISHER')")
    RunView cancel(@PathVariable long run, Principal operator) {
        return runs.cancel(run, operator.getName());
    }
}
