package io.modelferry.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Somebody beside the administrator, who signs in at the console with a password of their own: whoever made a rollout may not approve it,
 * and behind every token of the administrator is the administrator.
 */
final class SecondPerson implements AutoCloseable {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final String OWN = "a password of my own";

    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final String console;

    private SecondPerson(String console) {
        this.console = console;
    }

    static SecondPerson joins(ControlPlaneUnderTest server, String name, String role) {
        try (var admin = server.client()) {
            var first = admin.post("/operators", Map.of("name", name, "roles", List.of(role)))
                    .get("firstPassword")
                    .asString();
            var person = new SecondPerson(server.consoleUrl());
            person.submit("/login", "username=" + encoded(name) + "&password=" + encoded(first));
            person.submit(
                    "/password", "current=%s&next=%s&again=%s".formatted(encoded(first), encoded(OWN), encoded(OWN)));
            return person;
        }
    }

    void approves(String rollout) {
        var answer = send(to("/api/v1/rollouts/" + rollout + "/approve")
                .header("Content-Type", "application/json")
                .header("X-CSRF-TOKEN", csrf("/password"))
                .POST(BodyPublishers.ofString("{\"reason\":\"test\"}")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private void submit(String page, String form) {
        var answer = send(to(page).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form + "&_csrf=" + encoded(csrf(page)))));
        assertThat(answer.statusCode()).as(page).isLessThan(400);
    }

    private String csrf(String page) {
        var shown = send(to(page)).body();
        var token = CSRF.matcher(shown);
        assertThat(token.find()).as("a CSRF token on " + page).isTrue();
        return token.group(1);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(console + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return browser.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        browser.close();
    }
}
