package io.modelferry.control.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.modelferry.control.optimisation.OptimisationRuns.Order;
import io.modelferry.gallery.Story;
import io.modelferry.gallery.StoryRuns;
import io.modelferry.optimizer.recipe.Variation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** The pages of a model and its versions. */
final class ModelPagesTest extends ConsolePages {

    private final StoryRuns runs;

    ModelPagesTest(MockMvcTester web, Story story, StoryRuns runs) {
        super(web, story);
        this.runs = runs;
    }

    @Test
    void showsTheTombstoneOfADeletedVersion() {
        var page = web.perform(get("/models/meter-reader/versions/0").with(VIEWER));

        assertThat(page).hasStatus(HttpStatus.GONE);
        assertThat(body(page)).contains("Deleted", "its name is never given again", "meter-reader v0");
        assertThat(body(web.perform(get("/models/meter-reader").with(VIEWER)))).contains("v0", "Deleted");
        assertThat(body(web.perform(get("/models").with(VIEWER)))).contains("stored of 100.0 GB allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/models/meter-reader/versions/1 | field, 12 devices of constrained",
                "/models/meter-reader/versions/3 | /models/meter-reader/versions/3/runs/3",
                "/models/meter-reader/versions/3 | without every Gather; without ",
                "/models/meter-reader/versions/3 | compare 148 of 256, about 42",
                "/models/meter-reader/versions/3/runs/3 | leaves 8.1 dB of signal over noise",
                "/models/meter-reader/versions/3/runs/3 | <dt>Operators left as they are</dt><dd class=\"wrap-anywhere\">Gather</dd>",
                "/models/meter-reader/versions/3/runs/3 | <dt>Nodes left as they are</dt>",
                "/models/meter-reader/versions/3/runs/3 | the one that the version was published with",
                "/devices/cam-03 | int8-dynamic: not taken, the class prefers fp32",
                "/devices/cam-03 | not move it: already-current"
            })
    void saysOfVariantsWhereFiguresComeFromAndWhy(String path, String words) {
        assertThat(body(web.perform(get(path).with(VIEWER)))).contains(words);
        assertThat(web.perform(get("/models/meter-reader/versions/1/runs/3").with(VIEWER)))
                .hasStatus(404);
    }

    @Test
    void theFormOfAVariantOrdersEveryParameter() {
        var form = body(web.perform(get("/models/meter-reader/versions/3").with(ADMIN)));
        for (var field : List.of(
                "technique",
                "calibration",
                "percentile",
                "sparsity",
                "block",
                "perChannel",
                "reduceRange",
                "asymmetric",
                "excludeOperators",
                "exclude")) {
            assertThat(form).contains(" name=\"" + field + "\"");
        }

        order("technique", "int8-static", "percentile", "99.9", "perChannel", "true", "reduceRange", "true");
        assertThat(runs.ordered())
                .isEqualTo(new Order(
                        List.of("int8-static"),
                        new Variation(true, true, null, false),
                        null,
                        99.9,
                        List.of(),
                        List.of()));
        order("technique", "int4-weights", "block", "64", "asymmetric", "true", "exclude", "a, b\r\n\r\n c ");
        assertThat(runs.ordered())
                .isEqualTo(new Order(
                        List.of("int4-weights"),
                        new Variation(false, false, 64, true),
                        null,
                        null,
                        List.of("a, b", "c"),
                        List.of()));
        order("technique", "pruned", "sparsity", "45", "excludeOperators", "Gather, Softmax");
        assertThat(runs.ordered())
                .isEqualTo(new Order(
                        List.of("pruned-45"), Variation.NONE, null, null, List.of(), List.of("Gather", "Softmax")));
    }

    /** As a browser sends it: fields that nobody filled arrive empty, boxes that nobody ticked do not. */
    private void order(String... typed) {
        var fields = new HashMap<String, String>();
        for (var field : List.of("calibration", "percentile", "sparsity", "block", "exclude", "excludeOperators")) {
            fields.put(field, "");
        }
        for (int i = 0; i < typed.length; i += 2) {
            fields.put(typed[i], typed[i + 1]);
        }
        var post = post("/models/meter-reader/versions/3/runs").with(ADMIN).with(csrf());
        fields.forEach(post::param);
        assertThat(web.perform(post)).hasStatus(HttpStatus.FOUND);
    }

    /** Story: version 3 came from 2, 2 from 1. */
    @Test
    void drawsVersionsWithTheirVariantsAndDeltasAndWhatCameFromWhat() {
        var model = body(web.perform(get("/models/meter-reader").with(VIEWER)));

        assertThat(model)
                .contains("<h2 id=\"lineage\">Lineage</h2>", "href=\"/models/meter-reader/versions/3\"", "Δ from v")
                .containsPattern("aria-label=\"v3, [^\"]+ published; fp32, ");
        assertThat(model.split("line-descent", -1)).hasSize(3);
        assertThat(body(web.perform(get("/models/meter-reader/versions/3").with(VIEWER))))
                .contains("Δ from v", "same answers", "cosine 0.")
                .doesNotContain("line-descent");
    }

    @Test
    void warnsOfAVersionThatCallersMustChangeWith() {
        var compared =
                body(web.perform(get("/models/meter-reader/compare?from=2&to=3").with(VIEWER)));
        var version = body(web.perform(get("/models/meter-reader/versions/3").with(VIEWER)));

        assertThat(compared)
                .contains("No drop-in replacement", "Breaks callers", "image → pixels", "Has another number")
                .contains("class 9", "ai.onnx.ml", "New, breaks nobody");
        assertThat(version).contains("No drop-in replacement for v2", "compare?from=2&amp;to=3");
        assertThat(body(web.perform(
                        get("/models/meter-reader/compare?from=1&to=2").with(VIEWER))))
                .contains("A drop-in replacement", "no longer here")
                .doesNotContain("Breaks callers");
        assertThat(body(web.perform(get("/models/meter-reader/versions/2").with(VIEWER))))
                .doesNotContain("No drop-in replacement");
        assertThat(web.perform(get("/models/meter-reader/compare?from=99").with(VIEWER)))
                .hasStatus(404);
    }

    @Test
    void showsAliasesWithEveryMoveAndWhatStoodThen() {
        var then = story.ago(Duration.ofMinutes(45)).toString();
        var model = body(web.perform(get("/models/meter-reader").with(VIEWER)));
        var before =
                body(web.perform(get("/models/meter-reader").param("at", then).with(VIEWER)));
        var wrong = body(web.perform(get("/models/meter-reader?at=yesterday").with(VIEWER)));

        assertThat(model).contains("v1 → v2", "set to v1", "v2 → removed", "the first one");
        assertThat(before).contains("<b>production</b> was", "<b>canary</b> was");
        assertThat(wrong).contains("Write the instant in UTC");
        assertThat(body(web.perform(get("/models/gauge-finder").with(VIEWER))))
                .contains("No alias yet", "ferry model alias set gauge-finder@production VERSION --reason WHY");
    }

    /** olga asked; she may take it back, anna may agree, vera looks on. */
    @Test
    void offersAMoveThatWaitsToWhoeverMayDecideIt() {
        var viewer = body(web.perform(get("/models/meter-reader").with(VIEWER)));
        var own = body(web.perform(get("/models/meter-reader").with(OPERATOR)));
        var other = body(web.perform(get("/models/meter-reader").with(APPROVER)));

        assertThat(viewer)
                .contains("Waits for approval", "v2 → v3", "asked for by <span>olga</span>", "&lt;script&gt;alert")
                .doesNotContain(Story.HOSTILE, "id=\"approve-production\"", "id=\"deny-production\"");
        assertThat(own).contains("Take it back").doesNotContain("id=\"approve-production\"");
        assertThat(other)
                .contains(
                        "id=\"approve-production\"", "id=\"deny-production\"", "Move production to v3?", "value=\"7\"");
        assertThat(web.perform(word("approve", OPERATOR))).hasStatus(403);
        assertThat(web.perform(word("deny", VIEWER))).hasStatus(403);
        assertThat(web.perform(word("deny", OPERATOR))).hasRedirectedUrl("/models/meter-reader");
        assertThat(web.perform(word("approve", APPROVER))).flash().containsKey("problem");
    }

    private static MockHttpServletRequestBuilder word(String verb, RequestPostProcessor who) {
        return post("/models/meter-reader/aliases/production/" + verb)
                .param("reason", "read it")
                .param("request", "7")
                .with(who)
                .with(csrf());
    }

    @Test
    void showsWhereAVersionCameFromAndLinksOnlyToTheWeb() {
        var third = body(web.perform(get("/models/meter-reader/versions/3").with(VIEWER)));
        var second = body(web.perform(get("/models/meter-reader/versions/2").with(VIEWER)));
        var first = body(web.perform(get("/models/meter-reader/versions/1").with(VIEWER)));

        assertThat(third)
                .contains("href=\"https://runs.example.org/440\"", "77aa01c", "meter-reader-large v7", "98.4 %")
                .contains("2 steps back, through meter-reader@2");
        assertThat(second).contains("runs/412#&lt;b&gt;&amp;").doesNotContain("href=\"runs/412");
        assertThat(first).contains("Nothing was said", "ferry publish model.onnx --name meter-reader --version NEXT");
    }

    @Test
    void drawsTheProfileWithATableBesideItAndSaysHowToGetOne() {
        var drawn =
                body(web.perform(get("/models/meter-reader/versions/3/profile").with(VIEWER)));
        var none = body(web.perform(get("/models/meter-reader/versions/2").with(ADMIN)));

        assertThat(drawn)
                .contains("tile-memory", "tile-arithmetic", "waits for memory", "/features/block.0/conv/Conv")
                .containsPattern("<title>[^<]+of the time")
                .doesNotContain(Story.HOSTILE);
        assertThat(none).contains("Not profiled yet", "--technique profile", "id=\"profile-it\"");
        assertThat(body(web.perform(get("/models/meter-reader/versions/2").with(VIEWER))))
                .doesNotContain("id=\"profile-it\"");
    }

    @Test
    void saysThatAVersionIsRecalledAndDoesNotOfferToRollItOut() {
        var recalled = body(web.perform(get("/models/meter-reader/versions/1").with(ADMIN)));

        assertThat(recalled).contains("Recalled").doesNotContain("Roll out");
        assertThat(body(web.perform(get("/models/meter-reader").with(ADMIN)))).containsOnlyOnce("Recalled");
        assertThat(body(web.perform(get("/models/meter-reader/versions/3").with(ADMIN))))
                .contains("Roll out")
                .doesNotContain("Recalled");
    }

    @Test
    void showsTheFloorWhyItStandsAndWhatLiesBelowIt() {
        var model = body(web.perform(get("/models/meter-reader").with(VIEWER)));

        assertThat(model)
                .contains("Floor: v2", "Waits for a signature", "&lt;script&gt;alert")
                .containsOnlyOnce("Below the floor")
                .doesNotContain(Story.HOSTILE);
        assertThat(body(web.perform(get("/models/meter-reader/versions/1").with(VIEWER))))
                .contains("Below the floor");
        assertThat(body(web.perform(get("/models/meter-reader/versions/3").with(VIEWER))))
                .contains("<dt>Floor</dt><dd>v2</dd>")
                .doesNotContain("Below the floor");
        assertThat(body(web.perform(get("/models/gauge-finder").with(VIEWER))))
                .contains("No floor", "ferry model floor gauge-finder VERSION --reason WHY");
    }

    @Test
    void keepsWhatIsChosenOfTheFieldInEveryLink() {
        var page = body(web.perform(get("/models/meter-reader/field?group=site&class=standard&last=1d")
                .with(VIEWER)));

        assertThat(page)
                .contains("group=device-class&amp;site=&amp;class=standard&amp;last=1d")
                .contains("group=site&amp;site=&amp;class=standard&amp;last=14d")
                .contains("data-group=\"site\"", "data-class=\"standard\"", "data-step=\"900\"")
                .contains("<option value=\"standard\" selected=\"selected\">");
    }

    @Test
    void showsTheFirstChoiceForOneThatNobodyKnows() {
        var page = body(web.perform(
                get("/models/meter-reader/field?group=weather&last=9y").with(VIEWER)));

        assertThat(page).contains("data-group=\"version\"", "data-length=\"600\"");
    }
}
