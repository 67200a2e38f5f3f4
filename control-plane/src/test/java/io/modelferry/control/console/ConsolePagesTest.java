package io.modelferry.control.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.modelferry.gallery.Gallery;
import io.modelferry.gallery.Story;
import io.modelferry.gallery.StoryExperiments;
import io.modelferry.gallery.StoryRollouts;
import io.modelferry.gallery.StoryWebhooks;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.TestConstructor;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** What the pages promise, over the gallery's invented rooms. */
@SpringBootTest(classes = Gallery.class)
@AutoConfigureMockMvc
@TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
final class ConsolePagesTest {

    private static final RequestPostProcessor ADMIN =
            user("admin").roles("ADMIN", "OPERATOR", "PUBLISHER", "APPROVER", "AUDITOR", "FLEET_ADMIN", "VIEWER");
    private static final RequestPostProcessor OPERATOR = user("olga").roles("OPERATOR", "VIEWER");
    private static final RequestPostProcessor APPROVER = user("anna").roles("APPROVER", "VIEWER");
    private static final RequestPostProcessor VIEWER = user("vera").roles("VIEWER");
    private static final Pattern INLINE =
            Pattern.compile("<script(?![^>]*\\ssrc=)|\\son[a-z]+=\"|\\sstyle=\"|<style|javascript:");

    private final MockMvcTester web;
    private final Story story;
    private final StoryRollouts rollouts;
    private final StoryExperiments experiments;
    private final StoryWebhooks webhooks;

    ConsolePagesTest(
            @Autowired MockMvcTester web,
            @Autowired Story story,
            @Autowired StoryRollouts rollouts,
            @Autowired StoryExperiments experiments,
            @Autowired StoryWebhooks webhooks) {
        this.webhooks = webhooks;
        this.experiments = experiments;
        this.web = web;
        this.story = story;
        this.rollouts = rollouts;
    }

    @AfterEach
    void fillTheStoryAgain() {
        story.setEmpty(false);
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
        assertThat(page).headers().hasValue("Content-Security-Policy", EveryPage.CONTENT_SECURITY_POLICY);
        assertThat(EveryPage.CONTENT_SECURITY_POLICY).doesNotContain("unsafe", "*");
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
                "/audit",
                "/"
            })
    void showsHostileTextsAsTexts(String path) {
        var page = body(web.perform(get(path).with(ADMIN)));

        assertThat(page)
                .contains("&lt;script&gt;alert(&#39;ferry&#39;)&lt;/script&gt;")
                .doesNotContain(Story.HOSTILE);
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
                "/models/meter-reader/versions/3/runs/3 | leaves 8.1 dB of signal over noise",
                "/devices/cam-03 | int8-dynamic: not taken, the class prefers fp32",
                "/devices/cam-03 | not move it: already-current"
            })
    void saysOfVariantsWhereFiguresComeFromAndWhy(String path, String words) {
        assertThat(body(web.perform(get(path).with(VIEWER)))).contains(words);
        assertThat(web.perform(get("/models/meter-reader/versions/1/runs/3").with(VIEWER)))
                .hasStatus(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/,Publish the first version",
        "/models,No models yet",
        "/models/gauge-finder/field,No device runs this model yet",
        "/devices,No devices yet",
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
    void sendsAMessageAgainForWhoMayAndForNobodyElse() {
        var again = post("/webhooks/deliveries/msg_2/redeliver");
        assertThat(web.perform(again.with(VIEWER).with(csrf()))).hasStatus(403);
        assertThat(webhooks.redelivered()).isEmpty();

        var answer = web.perform(
                post("/webhooks/deliveries/msg_2/redeliver").with(ADMIN).with(csrf()));

        assertThat(answer).hasStatus3xxRedirection().hasRedirectedUrl("/webhooks");
        assertThat(webhooks.redelivered()).containsExactly("msg_2");
    }

    @Test
    void refusesAnOrderFromWhoMayNotGiveOne() {
        assertThat(web.perform(order("pause").with(VIEWER).with(csrf()))).hasStatus(403);
        assertThat(web.perform(order("pause").with(ADMIN))).hasStatus(403); // no CSRF token
        assertThat(rollouts.orders()).noneMatch(order -> order.contains("smoke on the line"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"approve", "deny"})
    void takesAYesOrNoFromAnApproverAndFromNobodyElse(String word) {
        assertThat(web.perform(word(word, OPERATOR))).hasStatus(403);
        assertThat(web.perform(word(word, VIEWER))).hasStatus(403);
        assertThat(rollouts.orders()).noneMatch(order -> order.startsWith(word));

        assertThat(web.perform(word(word, APPROVER))).hasStatus3xxRedirection().hasRedirectedUrl("/rollouts/r4");
        assertThat(rollouts.orders()).contains(word + " r4 read it 7");
        assertThat(web.perform(order("pause").with(APPROVER).with(csrf()))).hasStatus(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rollouts/r4", "/rollouts/r3"})
    void offersYesAndNoOnlyToApprovers(String path) {
        var approver = body(web.perform(get(path).with(APPROVER)));

        assertThat(approver).contains("do-approve", "do-deny", "order-approve").doesNotContain("do-stop", "order-stop");
        assertThat(body(web.perform(get(path).with(OPERATOR))))
                .contains("do-stop")
                .doesNotContain("do-approve", "order-approve", "do-deny");
        assertThat(body(web.perform(get(path).with(VIEWER))))
                .doesNotContain("do-approve", "do-stop", "order-approve", "order-stop");
    }

    @Test
    void saysWhoMadeARolloutThatWaitsForASecondPerson() {
        assertThat(body(web.perform(get("/rollouts/r4").with(VIEWER))))
                .contains("Waits for approval", "Made by <b>admin</b>", "63</b> <span>in the queue");
        assertThat(body(web.perform(get("/rollouts/r3").with(VIEWER)))).doesNotContain("Made by");
    }

    @Test
    void showsHowEachGateStandsAndWhatIsQueuedOrTookTooLong() {
        assertThat(body(web.perform(get("/rollouts/r3/live").with(VIEWER))))
                .containsPattern("success-share</th><td><span class=\"state state-good\">Passed</span>.*24/26 online")
                .containsPattern("error-rate</th><td><span class=\"state state-warn\">Cannot tell")
                .containsPattern("manual-approval</th><td><span class=\"state state-quiet\">Waiting")
                .contains("31</b> <span>in the queue", "1</b> <span>took too long");
        assertThat(body(web.perform(get("/rollouts/r2/live").with(VIEWER)))).doesNotContain("id=\"gates\"");
    }

    @Test
    void saysOnEveryPageThatTheFleetIsFrozenUntilItIsThawed() {
        assertThat(web.perform(freeze("freeze", Story.HOSTILE, VIEWER))).hasStatus(403);
        assertThat(web.perform(freeze("freeze", Story.HOSTILE, APPROVER))).hasStatus(403);
        assertThat(web.perform(freeze("freeze", " ", OPERATOR))).flash().containsEntry("problem", "Say why.");
        assertThat(body(web.perform(get("/rollouts").with(OPERATOR))))
                .contains("Freeze the fleet</button>")
                .doesNotContain("class=\"frozen\"");

        assertThat(web.perform(freeze("freeze", Story.HOSTILE, OPERATOR))).hasRedirectedUrl("/rollouts");

        for (var path :
                new String[] {"/", "/models", "/devices/cam-03", "/rollouts/r3", "/experiments", "/rollouts/r99"}) {
            assertThat(body(web.perform(get(path).with(VIEWER))))
                    .as(path)
                    .contains("class=\"frozen\"", "&lt;script&gt;alert", "by <span>olga</span>")
                    .doesNotContain(Story.HOSTILE, "Thaw the fleet");
        }
        assertThat(body(web.perform(get("/rollouts").with(OPERATOR)))).contains("Thaw the fleet</button>");
        assertThat(web.perform(freeze("thaw", "it passed", VIEWER))).hasStatus(403);
        assertThat(web.perform(freeze("thaw", "it passed", OPERATOR))).hasRedirectedUrl("/rollouts");
        assertThat(body(web.perform(get("/").with(VIEWER)))).doesNotContain("class=\"frozen\"");
    }

    @Test
    void showsWhatARolloutWouldComeToWhileItIsTyped() {
        assertThat(body(web.perform(get("/rollouts/new").with(ADMIN)))).contains("hx-post=\"/rollouts/new/forecast\"");
        var forecast = planned("/rollouts/new/forecast").param("soaks", "5 s").with(csrf());

        assertThat(body(web.perform(forecast.with(OPERATOR))))
                .contains("4.2 MB", "21.0 kB", "whole file", "2 devices: pinned", "30 min", "9 h")
                .contains("r3 of meter-reader 2 is RUNNING", "gate.maxAccuracyDrop", "at today&#39;s rate")
                .contains("A second person must approve", "&lt;script&gt;alert")
                .doesNotContain(Story.HOSTILE, "th:");
        assertThat(body(web.perform(planned("/rollouts/new/forecast")
                        .param("soaks", "soon")
                        .with(csrf())
                        .with(OPERATOR))))
                .contains("notice-bad", "soak of 25 %")
                .doesNotContain("4.2 MB");
        assertThat(web.perform(forecast.with(VIEWER))).hasStatus(403);
    }

    @Test
    void plansWhomARolloutIsAboutHowFastItGoesAndWhenItBegins() {
        assertThat(body(web.perform(get("/rollouts/new").with(ADMIN)))).contains("<details id=\"more\">");
        var late = newRollout().param("soaks", "5 s").param("startNow", "true");

        assertThat(web.perform(late.param("target", "site==quay")
                        .param("holdOut", "10")
                        .param("perMinute", "20")
                        .param("startAt", "2027-01-31T03:00:00Z")
                        .with(OPERATOR)
                        .with(csrf())))
                .hasRedirectedUrl("/rollouts/r3");

        assertThat(rollouts.orders().getLast())
                .isEqualTo("create meter-reader 3 1 stages site==quay 10.0 20.0 2027-01-31T03:00:00Z");
        assertThat(body(web.perform(newRollout()
                        .param("soaks", "5 s")
                        .param("startAt", "soon")
                        .with(OPERATOR)
                        .with(csrf()))))
                .contains("start at: write it in UTC", "value=\"soon\"", "<details id=\"more\" open");
    }

    @Test
    void handsAnOrderWithItsReasonAndTheEpochThatWasSeen() {
        var answer = web.perform(post("/rollouts/r3/pause")
                .param("reason", " looks odd ")
                .param("epoch", "7")
                .with(ADMIN)
                .with(csrf()));

        assertThat(answer).hasStatus3xxRedirection().hasRedirectedUrl("/rollouts/r3");
        assertThat(rollouts.orders()).contains("pause r3 looks odd 7");
    }

    @Test
    void showsARefusalInTheServersWords() {
        var answer = web.perform(order("resume").with(ADMIN).with(csrf()));

        assertThat(answer).flash().containsEntry("problem", "Rollout r3 is not paused.");
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

    @Test
    void keepsWhatWasTypedWhenTheFormIsWrong() {
        var page = web.perform(newRollout()
                .param("soaks", "soon")
                .param("startNow", "true")
                .with(ADMIN)
                .with(csrf()));

        assertThat(page).hasStatusOk();
        assertThat(body(page)).contains("soak of 25 %: write a number and a unit", "value=\"25\"");
    }

    @Test
    void createsARolloutAndStartsItAtOnce() {
        var answer = web.perform(newRollout()
                .param("soaks", "5 s")
                .param("startNow", "true")
                .with(ADMIN)
                .with(csrf()));

        assertThat(answer).hasStatus3xxRedirection().hasRedirectedUrl("/rollouts/r3");
        assertThat(rollouts.orders())
                .contains("create meter-reader 3 1 stages", "start r3 started with its creation null");
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
    void pagesAndSearchesDevices() {
        var first = body(web.perform(get("/devices").with(VIEWER)));
        var rest =
                body(web.perform(get("/device-rows").param("after", "meter-049").with(VIEWER)));
        var found = body(web.perform(
                get("/devices").param("q", "cam-").header("HX-Request", "true").with(VIEWER)));

        assertThat(first).contains("meter-049", "Show more").doesNotContain("meter-050");
        assertThat(rest).contains("meter-050", "meter-062").doesNotContain("meter-049", "Show more", "<html");
        assertThat(found).contains("cam-01").doesNotContain("meter-0", "<html");
    }

    @Test
    void filtersDevicesAndPointsAtWhatIsWrong() {
        var lab = body(web.perform(get("/devices")
                .param("filter", "lab==true")
                .header("HX-Request", "true")
                .with(VIEWER)));
        var wrong = body(web.perform(get("/devices")
                .param("filter", "no<b>")
                .header("HX-Request", "true")
                .with(VIEWER)));

        assertThat(lab).contains("3 devices match", "cam-03", "canary").doesNotContain("meter-0", "role=\"alert\"");
        assertThat(wrong)
                .contains("At position 3: there is no such field.", "no&lt;b&gt;\n  ^")
                .doesNotContain("cam-01", "No devices yet", "match<");
    }

    @Test
    void showsWhatADeviceIsAndWhyItIsHeldBack() {
        var viewer = body(web.perform(get("/devices/cam-03").with(VIEWER)));
        var admin = body(web.perform(get("/devices/cam-03").with(ADMIN)));

        assertThat(viewer)
                .contains("attr.rack", "fact.cores", "Europe/Berlin", "Opted out of every rollout by", "pinned by");
        assertThat(viewer).doesNotContain("Hold back", "data-describe", "Unpin");
        assertThat(admin).contains("data-describe", "data-hold", "Unpin", "Opt in again", "data-tags=\"bench canary\"");
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

    private static MockHttpServletRequestBuilder order(String verb) {
        return post("/rollouts/r3/" + verb).param("reason", "smoke on the line");
    }

    private static MockHttpServletRequestBuilder word(String word, RequestPostProcessor who) {
        return post("/rollouts/r4/" + word)
                .param("reason", "read it")
                .param("epoch", "7")
                .with(who)
                .with(csrf());
    }

    private static MockHttpServletRequestBuilder freeze(String verb, String reason, RequestPostProcessor who) {
        return post("/" + verb).param("reason", reason).with(who).with(csrf());
    }

    private static MockHttpServletRequestBuilder newRollout() {
        return planned("/rollouts");
    }

    private static MockHttpServletRequestBuilder planned(String path) {
        return post(path)
                .param("model", "meter-reader")
                .param("version", "3")
                .param("percents", "25")
                .param("maxDropPoints", "3")
                .param("minSamples", "500")
                .param("deadline", "1 d")
                .param("probation", "10 min")
                .param("minInferences", "20");
    }

    private static String body(MvcTestResult result) {
        try {
            return result.getResponse().getContentAsString();
        } catch (java.io.UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void drawsAnExperimentsBoundsAndSaysWhatTheyMean() {
        assertThat(web.perform(get("/experiments/e1").with(VIEWER)))
                .bodyText()
                .contains("Ready to ship", "accuracy +8.1 points", "boundary-band", "effect-band", "units as drawn")
                .contains(
                        "the data drifted", "guardrail: a model that broke ends it", "0.31", "93.4 %", "1,200 compared")
                .containsPattern("shift-warn\" x=\"0\" y=\"14\" width=\"[0-9.]+\"")
                .contains("sse-connect=\"/api/v1/experiments/e1/events\"")
                .doesNotContain("do-ship");
        assertThat(web.perform(get("/experiments/e2").with(ADMIN))).bodyText().contains("No numbers yet", "do-start");
    }

    @Test
    void shipsAnExperimentWithAReason() {
        assertThat(web.perform(post("/experiments/e1/ship")
                        .param("reason", "it is better")
                        .with(ADMIN)
                        .with(csrf())))
                .hasStatus3xxRedirection();
        assertThat(experiments.orders()).contains("ship e1 it is better");
        assertThat(web.perform(post("/experiments/e1/ship")
                        .param("reason", "mine")
                        .with(VIEWER)
                        .with(csrf())))
                .hasStatus(403);
    }

    @Test
    void saysHowToBeginWhereThereIsNoExperiment() {
        story.setEmpty(true);

        assertThat(web.perform(get("/experiments").with(VIEWER))).bodyText().contains("ferry experiment create");
    }

    @Test
    void plansAnExperimentAndSaysWhatIsWrong() {
        assertThat(web.perform(get("/experiments/new").with(ADMIN)))
                .bodyText()
                .contains(
                        "Create experiment",
                        "labelled accuracy",
                        "agreement in shadow",
                        "Drift of the treatment alone");
        assertThat(web.perform(get("/experiments/new").with(VIEWER))).hasStatus(403);
        assertThat(web.perform(post("/experiments")
                        .param("model", "meter-reader")
                        .param("version", "2")
                        .param("share", "half")
                        .with(ADMIN)
                        .with(csrf())))
                .bodyText()
                .contains("share: write a number.");
    }
}
