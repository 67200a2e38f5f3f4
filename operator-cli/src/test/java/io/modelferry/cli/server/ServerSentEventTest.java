package io.modelferry.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServerSentEventTest {

    @Test
    void joinsDataLinesAndSkipsCommentsAndUnknownFields() {
        var events = read(": hello", "id: 7", "event: state", "data: one", "data:two", "", "data: next", "");

        assertThat(events)
                .containsExactly(new ServerSentEvent("state", "one\ntwo"), new ServerSentEvent("message", "next"));
    }

    @Test
    void dropsAnEventThatTheConnectionCutInHalf() {
        assertThat(read("data: whole", "", "data: half")).containsExactly(new ServerSentEvent("message", "whole"));
    }

    @Test
    void ignoresAnEventWithoutData() {
        assertThat(read("event: ping", "", "data: x", "")).containsExactly(new ServerSentEvent("message", "x"));
    }

    private static List<ServerSentEvent> read(String... lines) {
        var events = new ArrayList<ServerSentEvent>();
        ServerSentEvent.read(List.of(lines).iterator()).forEachRemaining(events::add);
        return events;
    }
}
