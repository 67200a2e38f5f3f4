package io.modelferry.control.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.modelferry.gallery.Story;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** The pages of devices. */
final class DevicePagesTest extends ConsolePages {

    DevicePagesTest(MockMvcTester web, Story story) {
        super(web, story);
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
    void showsWhoWaitsToThoseWhoMayDecide() {
        assertThat(body(web.perform(get("/devices").with(ADMIN)))).contains("2 machines to accept or refuse");
        assertThat(body(web.perform(get("/devices").with(VIEWER)))).doesNotContain("to accept or refuse");

        var waiting = body(web.perform(get("/enrol/waiting").with(ADMIN)));

        assertThat(waiting)
                .contains("cam-17", "10.20.0.7", "data-decides=\"cam-18\"", "/api/v1/pending-devices/cam-18")
                .containsPattern("data-key=\"[0-9a-f]{64}\"")
                .doesNotContain("<html");
        assertThat(web.perform(get("/enrol/waiting").with(VIEWER))).hasStatus(403);
    }
}
