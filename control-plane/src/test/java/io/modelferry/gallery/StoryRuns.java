package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;
import static io.modelferry.gallery.Story.version;

import io.modelferry.control.optimisation.OptimisationRuns;
import io.modelferry.control.optimisation.RunResult;
import io.modelferry.control.optimisation.RunResult.InFloat;
import io.modelferry.control.platform.Refusal;
import io.modelferry.optimizer.calibrate.Sensitivity.Trial;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Version 3 is being made into two more variants: one is compared, one waits. A third is done; a hostile layer stayed in float. */
@Component
public class StoryRuns implements OptimisationRuns {

    private final Story story;
    private @Nullable Order ordered;

    StoryRuns(Story story) {
        this.story = story;
    }

    @Override
    public List<RunView> of(ModelName model, VersionName version) {
        return version.equals(version(3))
                ? List.of(
                        run(1, "fp16", "RUNNING", "compare", 148, null),
                        run(2, "int4-weights", "QUEUED", "", 0, null),
                        run(3, "int8-static", "DONE", "compare", 0, null))
                : List.of();
    }

    @Override
    public Optional<RunView> find(long id) {
        return of(METER, version(3)).stream().filter(run -> run.id() == id).findFirst();
    }

    @Override
    public Optional<RunResult> result(long id) {
        return Optional.of(new RunResult(
                        JsonMapper.shared().readTree("{\"tool\":\"modelferry-optimizer/3\"}"),
                        Story.digest("recipe").hex(),
                        3,
                        List.of(
                                new InFloat(
                                        Story.HOSTILE,
                                        "Gemm",
                                        "costs too much: quantised alone it leaves 8.1 dB of signal over noise, number 1 of 4")),
                        List.of(new Trial(0, 0.31, false), new Trial(1, 0.004, true))))
                .filter(result -> id == 3);
    }

    @Override
    public List<RunView> request(ModelName model, VersionName version, Order order, String by) {
        ordered = order;
        throw Refusal.conflict(
                "variant-exists", order.variants().getFirst() + " of meter-reader@3 is offered already.");
    }

    /** What was asked for last. */
    public @Nullable Order ordered() {
        return ordered;
    }

    @Override
    public RunView cancel(long id, String by) {
        return run(id, "fp16", "RUNNING", "compare", 148, by);
    }

    private RunView run(long id, String variant, String state, String step, int done, @Nullable String cancelledBy) {
        return new RunView(
                id,
                METER,
                version(3),
                variant,
                null,
                null,
                id == 3 ? List.of(Story.HOSTILE) : List.of(),
                id == 3 ? List.of("Gather") : List.of(),
                state,
                null,
                "",
                step,
                done,
                done == 0 ? 0 : 256,
                done == 0 ? null : 42L,
                "ada",
                cancelledBy,
                story.ago(Duration.ofMinutes(1)),
                state.equals("QUEUED") ? null : story.ago(Duration.ofSeconds(20)),
                state.equals("DONE") ? story.ago(Duration.ofSeconds(5)) : null);
    }
}
