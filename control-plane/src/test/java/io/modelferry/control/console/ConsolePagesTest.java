package io.modelferry.control.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.modelferry.control.security.ContentPolicy;
import io.modelferry.gallery.Story;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** What every page promises. */
final class ConsolePagesTest extends ConsolePages {

    private static final Pattern INLINE =
            Pattern.compile("<script(?![^>]*\\ssrc=)|\\son[a-z]+=\"|\\sstyle=\"|<style|javascript:");

    ConsolePagesTest(MockMvcTester web, Story story) {
        super(web, story);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/models",
                "/publish",
                "/models/meter-reader",
                "/models/meter-reader/field",
                "/models/meter-reader/versions/3",
                "/models/meter-reader/versions/1",
                "/models/meter-reader/compare",
                "/models/meter-reader/compare?from=1&to=2",
                "/models/meter-reader?at=2026-05-01T08:00:00Z",
                "/models/meter-reader/versions/3/runs/3",
                "/webhooks",
                "/devices",
                "/devices/cam-03",
                "/enrol",
                "/rollouts",
                "/experiments",
                "/experiments/e1",
                "/experiments/e2",
                "/rollouts/new",
                "/rollouts/r2",
                "/rollouts/r3",
                "/audit",
                "/password",
                "/login"
            })
    void servesEveryPageWithoutInlineScriptOrStyleUnderAStrictPolicy(String path) {
        var page = web.perform(get(path).with(ADMIN));

        assertThat(page).hasStatusOk();
        assertThat(page).headers().hasValue("Content-Security-Policy", ContentPolicy.STRICT);
        assertThat(ContentPolicy.STRICT).doesNotContain("unsafe", "*");
        assertThat(INLINE.matcher(body(page)).find()).isFalse();
        assertThat(body(page)).contains("lang=\"en\"", "id=\"main\"").doesNotContain("th:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/devices",
                "/devices/meter-007",
                "/rollouts/r3",
                "/models/meter-reader",
                "/models/meter-reader/versions/3",
                "/models/meter-reader/versions/1",
                "/models/meter-reader/compare",
                "/models/meter-reader/versions/3/runs/3",
                "/models/meter-reader/versions/0",
                "/webhooks",
                "/enrol",
                "/audit",
                "/"
            })
    void showsHostileTextsAsTexts(String path) {
        var page = body(web.perform(get(path).with(ADMIN)));

        assertThat(page)
                .contains("&lt;script&gt;alert(&#39;ferry&#39;)&lt;/script&gt;")
                .doesNotContain(Story.HOSTILE);
    }

    @ParameterizedTest
    @CsvSource({
        "/,Publish the first version",
        "/models,No models yet",
        "/models/gauge-finder/field,No device runs this model yet",
        "/devices,No devices yet",
        "/enrol,Nobody waits",
        "/rollouts,No rollouts yet",
        "/rollouts/new,There is nothing to roll out yet",
        "/audit,Nothing was changed yet",
        "/webhooks,Nobody is told yet"
    })
    void saysTheNextStepWhereNothingIsYet(String path, String words) {
        story.setEmpty(true);

        assertThat(body(web.perform(get(path).with(ADMIN)))).contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        "/devices,Enrol a device",
        "/models,Publish a version",
        "/rollouts,New rollout",
        "/rollouts/r3,Pause",
        "/rollouts/r2,Download the incident capsule",
        "/devices/cam-03,Decommission"
    })
    void hidesWhatTheViewerMayNotDo(String path, String button) {
        assertThat(body(web.perform(get(path).with(ADMIN)))).contains(button);
        assertThat(body(web.perform(get(path).with(VIEWER)))).doesNotContain(button);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rollouts/new", "/publish", "/enrol", "/audit", "/webhooks"})
    void refusesAllTheSameWhatItHides(String path) {
        assertThat(web.perform(get(path).with(VIEWER))).hasStatus(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/devices/nobody-here",
                "/devices/..%20",
                "/models/none",
                "/models/none/field",
                "/models/meter-reader/versions/9",
                "/deltas/zz",
                "/rollouts/r99",
                "/rollouts/x"
            })
    void saysNotFoundOnAPageOfItsOwn(String path) {
        var page = web.perform(get(java.net.URI.create(path)).with(ADMIN));

        assertThat(page).hasStatus(404);
        assertThat(body(page)).contains("Not found", "Back to the overview");
    }

    @Test
    void sendsStrangersToSignIn() {
        assertThat(web.perform(get("/rollouts"))).hasStatus3xxRedirection();
    }

    @Test
    void refusesAPasswordThatWasTypedTwoWays() {
        var page = web.perform(post("/password")
                .param("current", "admin")
                .param("next", "a long new password")
                .param("again", "another new password")
                .with(ADMIN)
                .with(csrf()));

        assertThat(body(page)).contains("typed differently");
    }
}
