package io.modelferry.control.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.modelferry.gallery.Story;
import io.modelferry.gallery.StoryWebhooks;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** The page of webhooks. */
final class WebhookPagesTest extends ConsolePages {

    private final StoryWebhooks webhooks;

    WebhookPagesTest(MockMvcTester web, Story story, StoryWebhooks webhooks) {
        super(web, story);
        this.webhooks = webhooks;
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
}
