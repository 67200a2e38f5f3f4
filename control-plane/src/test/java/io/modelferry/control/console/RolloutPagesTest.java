package io.modelferry.control.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.modelferry.gallery.Story;
import io.modelferry.gallery.StoryRollouts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** The pages of rollouts: how they stand, and who may order what. */
final class RolloutPagesTest extends ConsolePages {

    private final StoryRollouts rollouts;

    RolloutPagesTest(MockMvcTester web, Story story, StoryRollouts rollouts) {
        super(web, story);
        this.rollouts = rollouts;
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
    void showsTheFailedDeviceBeforeTheOthersAndAloneWhereItIsAskedFor() {
        assertThat(body(web.perform(get("/rollouts/r3/live").with(VIEWER))))
                .containsPattern("(?s)device-meter-004.*device-meter-000")
                .contains("/rollouts/r3/devices\"");

        assertThat(body(web.perform(get("/rollouts/r3/devices?state=failed").with(VIEWER))))
                .contains("meter-004", "ACCEPTANCE_FAILED: accuracy 0.41", "selected=\"selected\">failed<")
                .doesNotContain("meter-000");
        assertThat(body(web.perform(get("/rollouts/r3/devices?state=back").with(VIEWER))))
                .contains("No device is in this state");
        assertThat(body(web.perform(get("/rollouts/r3/devices").with(VIEWER)))).contains("meter-000", "meter-005");
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
}
