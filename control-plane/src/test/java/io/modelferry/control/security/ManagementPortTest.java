package io.modelferry.control.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.testing.RunningHouse;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.Environment;

/** What Spring Boot would tell about a running program is told on a loopback port, and there only health and metrics. */
final class ManagementPortTest {

    private static final List<String> OPEN = List.of("health", "health/liveness", "health/readiness", "prometheus");

    private final RunningHouse house = RunningHouse.shared();
    private final HttpClient client = HttpClient.newHttpClient();

    private int port() {
        return house.bean(Environment.class).getRequiredProperty("local.management.port", Integer.class);
    }

    private URI management(String endpoint) {
        return URI.create("http://127.0.0.1:%d/actuator/%s".formatted(port(), endpoint));
    }

    private HttpRequest.Builder asAdmin(URI uri) {
        return HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + house.adminToken());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "beans",
                "caches",
                "conditions",
                "configprops",
                "env",
                "env/modelferry.data",
                "flyway",
                "health",
                "health/db",
                "health/diskSpace",
                "health/liveness",
                "health/readiness",
                "heapdump",
                "httpexchanges",
                "info",
                "jolokia",
                "logfile",
                "loggers",
                "mappings",
                "metrics",
                "modulith",
                "prometheus",
                "sbom",
                "scheduledtasks",
                "sessions",
                "shutdown",
                "startup",
                "threaddump"
            })
    void opensHealthAndMetricsOnItsOwnPortAndNothingOnTheConsoles(String endpoint) {
        var there = RunningHouse.send(client, asAdmin(management(endpoint)).build());
        var order = asAdmin(management(endpoint)).header("Content-Type", "application/json");
        var orders = RunningHouse.send(
                client, order.POST(BodyPublishers.ofString("{}")).build());
        var atTheConsole = RunningHouse.send(
                client, asAdmin(house.console("/actuator/" + endpoint)).build());

        assertThat(there.statusCode()).isIn(OPEN.contains(endpoint) ? List.of(200, 503) : List.of(404));
        assertThat(orders.statusCode()).isIn(404, 405);
        assertThat(atTheConsole.statusCode()).isEqualTo(302);
        assertThat(atTheConsole.headers().firstValue("Location").orElseThrow()).endsWith("/login");
    }

    /** No form to sign in to, no session, and none of the paths of the other doors. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/login", "/devices", "/api/v1/devices", "/actuator", "/assets/mark.svg"})
    void hasNoOtherPath(String path) {
        var uri = URI.create("http://127.0.0.1:" + port() + path);
        var answer = RunningHouse.send(client, asAdmin(uri).build());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void tellsNoDetailsOfHealth() {
        var health = RunningHouse.send(
                client, HttpRequest.newBuilder(management("health")).build());

        assertThat(health.body())
                .contains("\"status\"")
                .doesNotContain("details", "PostgreSQL", "jdbc", house.data().toString());
    }

    /** All of 127.0.0.0/8 is this machine, so whoever listens on every address also answers there. */
    @Test
    void listensOnOneAddressOnly() {
        assertThatThrownBy(() -> {
                    try (var socket = new Socket()) {
                        socket.connect(new InetSocketAddress("127.0.0.2", port()), 2_000);
                    }
                })
                .isInstanceOf(ConnectException.class);
    }
}
