package io.modelferry.control.console;

import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;

import io.modelferry.gallery.Gallery;
import io.modelferry.gallery.Story;
import org.junit.jupiter.api.AfterEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.context.TestConstructor;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** The console over the gallery's invented rooms, and who looks at it. */
@SpringBootTest(classes = Gallery.class)
@AutoConfigureMockMvc
@TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
abstract class ConsolePages {

    static final RequestPostProcessor ADMIN =
            user("admin").roles("ADMIN", "OPERATOR", "PUBLISHER", "APPROVER", "AUDITOR", "FLEET_ADMIN", "VIEWER");
    static final RequestPostProcessor OPERATOR = user("olga").roles("OPERATOR", "VIEWER");
    static final RequestPostProcessor APPROVER = user("anna").roles("APPROVER", "VIEWER");
    static final RequestPostProcessor VIEWER = user("vera").roles("VIEWER");

    final MockMvcTester web;
    final Story story;

    ConsolePages(MockMvcTester web, Story story) {
        this.web = web;
        this.story = story;
    }

    @AfterEach
    void fillTheStoryAgain() {
        story.setEmpty(false);
    }

    static String body(MvcTestResult result) {
        try {
            return result.getResponse().getContentAsString();
        } catch (java.io.UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
