package io.modelferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.testing.Typed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What all verbs have in common: exit codes, refusals, cursors, and whose token they show. */
final class VerbsTest extends VerbsAgainstAServer {

    @Test
    void printsARefusalAsOneLineWithItsCodeAndExitsWith3() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "other bytes");
        server.answers(
                "PUT /models/meter-reader/versions/2?notes=",
                409,
                "{\"type\":\"urn:modelferry:problem:version-exists\",\"code\":\"version-exists\",\"detail\":\"Version 2 has other bytes.\"}");

        var exit = ferry("publish", "model.onnx", "--name", "meter-reader", "--version", "2");

        assertThat(exit).isEqualTo(3);
        assertThat(typed.err()).isEqualToIgnoringNewLines("ferry: Version 2 has other bytes. (version-exists)");
    }

    @Test
    void exitsWith5WhenTheServerDoesNotKnowUs() {
        server.answers("GET /models", 401, "");

        assertThat(ferry("model", "ls")).isEqualTo(5);
        assertThat(typed.err()).contains("MODELFERRY_TOKEN");
    }

    @Test
    void exitsWith6WhenThereIsNoSuchThing() {
        server.answers(
                "GET /rollouts/r9", 404, "{\"code\":\"rollout-not-found\",\"detail\":\"There is no rollout 'r9'.\"}");

        assertThat(ferry("rollout", "why", "r9")).isEqualTo(6);
    }

    @Test
    void exitsWith4WhenNobodyAnswers() throws IOException {
        var nobody = "http://127.0.0.1:" + aPortNobodyListensOn();

        assertThat(ferry("device", "ls", "--server", nobody)).isEqualTo(4);
        assertThat(typed.err())
                .contains("no control plane answers at " + nobody)
                .hasLineCount(1);
    }

    @Test
    void exitsWith2OnAnUnknownVerbOrStage() {
        assertThat(ferry("sail")).isEqualTo(2);
        assertThat(ferry("rollout", "create", "meter-reader@2", "--stages", "101%"))
                .isEqualTo(2);
        assertThat(typed.err()).contains("'101%' is no stage");
    }

    @Test
    void followsTheCursorOfAPagedCollection() {
        server.answers("GET /models", 200, "{\"items\":[{\"name\":\"a\"}],\"next\":\"c 1\"}")
                .answers("GET /models?after=c%201", 200, "{\"items\":[{\"name\":\"b\"}],\"next\":null}");

        assertThat(ferry("model", "ls", "--json")).isZero();
        assertThat(typed.out()).contains("\"a\"", "\"b\"");
    }

    @Test
    void readsTheLocalTokenFromTheDataFolder() throws IOException {
        Files.createDirectories(folder.resolve("here/secrets"));
        Files.writeString(folder.resolve("here/secrets/local-token"), "mf_local_secret\n");
        server.answers("GET /audit", 200, "{\"items\":[],\"next\":null}");
        typed = new Typed(folder, Map.of("MODELFERRY_DATA", "here"));

        assertThat(ferry("audit", "--server", server.uri().toString())).isZero();
        assertThat(server.last().authorization()).isEqualTo("Bearer mf_local_secret");
    }

    private static int aPortNobodyListensOn() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void addsAPersonShowsTheFirstPasswordOnceAndRemovesThem() {
        server.answers("POST /operators", 201, "{\"name\":\"bea\",\"firstPassword\":\"Zf3k\"}")
                .answers("GET /operators", 200, """
                        {"items":[{"name":"bea","roles":["APPROVER"],"mustChangePassword":true,"createdAt":"2026-05-01T12:00:00Z"}],
                        "next":null}""")
                .answers("DELETE /operators/bea", 204, "");

        assertThat(ferry("operator", "add", "bea", "--role", "APPROVER")).isZero();
        assertThat(typed.out().strip()).isEqualTo("Zf3k");
        assertThat(server.last().body()).contains("\"roles\":[\"APPROVER\"]");
        assertThat(ferry("operator", "ls")).isZero();
        assertThat(typed.out()).containsPattern("bea .*APPROVER");
        assertThat(ferry("operator", "rm", "bea")).isZero();
        assertThat(typed.out()).contains("removed bea");
    }
}
