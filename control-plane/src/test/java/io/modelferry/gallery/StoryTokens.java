package io.modelferry.gallery;

import java.time.Duration;
import java.time.Instant;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Join strings in the form of the API. */
@RestController
class StoryTokens {

    private final Story story;

    StoryTokens(Story story) {
        this.story = story;
    }

    record Token(String joinString, Instant expiresAt) {}

    @PostMapping("/api/v1/enrolment-tokens")
    Token make() {
        return new Token("ferry1:" + "ab".repeat(32) + ":not-a-real-token-0000", story.ago(Duration.ofHours(-1)));
    }
}
