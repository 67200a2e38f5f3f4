package io.modelferry.control.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.modelferry.gallery.Story;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** The audit trail. */
final class AuditPagesTest extends ConsolePages {

    AuditPagesTest(MockMvcTester web, Story story) {
        super(web, story);
    }

    @Test
    void findsAuditEntriesByWhoDidWhatToWhat() {
        assertThat(body(web.perform(get("/audit?actor=system").with(ADMIN))))
                .contains("device.enrolled", "value=\"system\"")
                .doesNotContain("rollout.paused");
        assertThat(body(web.perform(get("/audit?action=rollout.").with(ADMIN))))
                .contains("rollout.paused")
                .doesNotContain("version.published");
        assertThat(body(web.perform(get("/audit?object=cam-01").with(ADMIN)))).contains("device.enrolled");
        assertThat(body(web.perform(get("/audit?object=cam-99").with(ADMIN))))
                .contains("No such entry")
                .doesNotContain("Nothing was changed yet");
    }

    @Test
    void saysHowFarTheAuditTrailIsTiedAndSignedAndWalksItWhenAsked() {
        assertThat(body(web.perform(get("/audit").with(ADMIN))))
                .contains("entries in the chain", "on their way into it", "Signed up to entry <b>2</b>", "/audit/walk")
                .doesNotContain("Not sound");
        assertThat(body(web.perform(get("/audit/walk").with(ADMIN))))
                .contains("Not sound", "entry 2 &lt;script&gt;")
                .doesNotContain(Story.HOSTILE);
        assertThat(web.perform(get("/audit/walk").with(VIEWER))).hasStatus(403);

        story.setEmpty(true);
        assertThat(body(web.perform(get("/audit").with(ADMIN)))).contains("No checkpoint is signed yet");
    }
}
