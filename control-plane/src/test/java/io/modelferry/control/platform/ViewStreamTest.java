package io.modelferry.control.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.request;
import static org.springframework.test.web.servlet.setup.MockMvcBuilders.standaloneSetup;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What somebody hears who watches a rollout, or anything else, by server-sent events. */
final class ViewStreamTest {

    private final ViewStream<String> stream = new ViewStream<>("rollout");

    @RestController
    final class Door {

        @GetMapping("/{id}/events")
        SseEmitter events(@PathVariable String id) {
            return stream.open(id);
        }
    }

    @Test
    void tellsTheWholeViewAtOnceAndThenWhateverChanged() throws Exception {
        var heard = watch("r1");
        assertThat(heard.getContentAsString()).isEmpty();

        stream.show(id -> Optional.of(Map.of("state", "RUNNING")));
        stream.show(id -> Optional.of(Map.of("state", "RUNNING")));
        stream.show(id -> Optional.of(Map.of("state", "PAUSED")));

        assertThat(heard.getContentType()).startsWith("text/event-stream");
        assertThat(heard.getContentAsString()).isEqualTo("""
            event:rollout
            data:{"state":"RUNNING"}

            event:rollout
            data:{"state":"PAUSED"}

            """);
    }

    @Test
    void asksOnlyForWhatIsWatchedAndTellsNothingOfWhatIsGone() throws Exception {
        var heard = watch("r1");

        stream.show(id -> {
            assertThat(id).isEqualTo("r1");
            return Optional.empty();
        });

        assertThat(heard.getContentAsString()).isEmpty();
    }

    private MockHttpServletResponse watch(String id) throws Exception {
        return standaloneSetup(new Door())
                .build()
                .perform(get("/" + id + "/events"))
                .andExpect(request().asyncStarted())
                .andReturn()
                .getResponse();
    }
}
