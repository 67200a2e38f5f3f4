package io.modelferry.control.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.modelferry.gallery.Story;
import io.modelferry.gallery.StoryRollouts;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** The form that makes a rollout. */
final class NewRolloutPageTest extends ConsolePages {

    private final StoryRollouts rollouts;

    NewRolloutPageTest(MockMvcTester web, Story story, StoryRollouts rollouts) {
        super(web, story);
        this.rollouts = rollouts;
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
    void plansTheHoursWithinWhichDevicesAreGivenTheVersion() {
        assertThat(web.perform(newRollout()
                        .param("soaks", "5 s")
                        .param("window", "Mon-Fri 22:00-04:00")
                        .with(OPERATOR)
                        .with(csrf())))
                .hasRedirectedUrl("/rollouts/r3");

        assertThat(rollouts.orders().getLast()).isEqualTo("create meter-reader 3 1 stages within MON-FRI 22:00-04:00");
        assertThat(body(web.perform(newRollout()
                        .param("soaks", "5 s")
                        .param("window", "at night")
                        .with(OPERATOR)
                        .with(csrf()))))
                .contains("&#39;at night&#39; is no window", "value=\"at night\"", "<details id=\"more\" open");
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
}
