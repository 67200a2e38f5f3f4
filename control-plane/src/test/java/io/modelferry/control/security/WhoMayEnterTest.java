package io.modelferry.control.security;

import static io.modelferry.control.testing.RunningHouse.code;
import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.testing.RunningHouse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Operators, tokens, roles and the audit trail, over the real doors. */
final class WhoMayEnterTest {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    private final RunningHouse house = RunningHouse.shared();

    @Test
    void everyRouteOfTheApiSaysWhoMayUseIt() {
        var routes = house.bean(RequestMappingHandlerMapping.class).getHandlerMethods();

        assertThat(routes.entrySet())
                .filteredOn(
                        route -> route.getKey().getPatternValues().stream().anyMatch(path -> path.startsWith("/api/")))
                .isNotEmpty()
                .allSatisfy(route -> assertThat(ruled(route.getValue()))
                        .as(route.getKey().toString())
                        .isTrue());
    }

    @Test
    void withoutAGoodTokenThereIsNoApi() {
        var path = "/devices";

        assertThat(code(RunningHouse.send(
                        HttpClient.newHttpClient(),
                        HttpRequest.newBuilder(house.console("/api/v1" + path)).build())))
                .isEqualTo("401 unauthenticated");
        var good = house.adminToken();
        for (var bad : new String[] {"x", "mf__", good + "x", good.substring(0, good.length() - 2) + "xx"}) {
            assertThat(code(house.api("GET", path, bad, ""))).as(bad).isEqualTo("401 bad-token");
        }
    }

    @Test
    void aTokenDoesWhatItsRolesSayUntilItIsRevoked() {
        var viewer = token("VIEWER");

        assertThat(house.api("GET", "/devices", viewer, "").statusCode()).isEqualTo(200);
        assertThat(code(house.api("GET", "/audit", viewer, ""))).isEqualTo("403 forbidden");
        assertThat(code(house.api("POST", "/enrolment-tokens", viewer, "{}"))).isEqualTo("403 forbidden");
        assertThat(code(house.api("DELETE", "/devices/any-01", viewer, ""))).isEqualTo("403 forbidden");
        assertThat(code(house.api("POST", "/api-tokens", viewer, newToken("ADMIN"))))
                .isEqualTo("403 forbidden");
        assertThat(house.api("GET", "/audit", token("AUDITOR"), "").statusCode())
                .isEqualTo(200);
        assertThat(house.api("POST", "/enrolment-tokens", token("FLEET_ADMIN"), "{}")
                        .statusCode())
                .isEqualTo(201);

        var id = viewer.split("_")[1];
        assertThat(house.api("DELETE", "/api-tokens/" + id, house.adminToken(), "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(code(house.api("GET", "/devices", viewer, ""))).isEqualTo("401 bad-token");
    }

    @Test
    void aTokenLastsAsLongAsATokenMay() {
        for (var ttl : new String[] {"PT0S", "-PT1H", "P4000D", "P999999999999D"}) {
            var body = "{\"name\":\"a test\",\"roles\":[\"VIEWER\"],\"ttl\":\"" + ttl + "\"}";
            assertThat(code(house.api("POST", "/api-tokens", house.adminToken(), body)))
                    .as(ttl)
                    .isEqualTo("422 invalid");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /login", "POST /publish", "POST /api/v1/devices", "PUT /api/v1/models/m/versions/1"})
    void aFormWithAHugeFileIsAnsweredBeforeItIsRead(String route) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), house.console("/").getPort())) {
            socket.setSoTimeout(20_000);
            var head = route + """
                     HTTP/1.1
                    Host: localhost
                    Content-Type: multipart/form-data; boundary=x
                    Content-Length: 2000000000

                    --x
                    Content-Disposition: form-data; name="file"; filename="f"

                    and so on, for two gigabytes""";
            socket.getOutputStream().write(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));

            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();

            assertThat(answer).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void tokensAreListedAndKeptWithoutTheirSecrets() {
        var secret = token("VIEWER").split("_", 3)[2];

        assertThat(house.api("GET", "/api-tokens", house.adminToken(), "").body())
                .doesNotContain(secret);
        assertThat(house.bean(JdbcClient.class)
                        .sql("SELECT count(*) FROM api_token t WHERE t::text LIKE ?")
                        .param("%" + secret + "%")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void whatIsInTheAuditTrailStaysThere() {
        token("VIEWER");
        var jdbc = house.bean(JdbcClient.class);

        for (var change : new String[] {
            "UPDATE audit_entry SET actor = 'nobody'",
            "UPDATE audit_entry SET details = '{}', seq = 1",
            "DELETE FROM audit_entry",
            "TRUNCATE audit_entry"
        }) {
            assertThatThrownBy(() -> jdbc.sql(change).update()).as(change).hasMessageContaining("never changed");
        }
        assertThat(json(house.api("GET", "/audit?limit=500", house.adminToken(), ""))
                        .toString())
                .contains("api-token.issued");
    }

    @Test
    void anAuditRowWithoutItsChangeIsABug() {
        assertThatThrownBy(() -> house.bean(AuditTrail.class).record("x.done", "x", "1", Map.of()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoeverHasThePrintedPasswordMustChooseAnother() {
        var browser = RunningHouse.browser(new CookieManager());

        var signedIn = signIn(browser, "admin", house.secret(FirstStart.FIRST_PASSWORD));

        assertThat(signedIn.statusCode()).isEqualTo(302);
        var home = get(browser, "/");
        assertThat(home.headers().firstValue("Location").orElse("")).endsWith("/password");
        assertThat(code(get(browser, "/api/v1/devices"))).isEqualTo("403 password-change-required");
    }

    @Test
    void aSessionWithoutItsCsrfTokenChangesNothing() {
        var browser = RunningHouse.browser(new CookieManager());
        signIn(browser, "admin", house.secret(FirstStart.FIRST_PASSWORD));

        var forged = HttpRequest.newBuilder(house.console("/api/v1/enrolment-tokens"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build();

        assertThat(RunningHouse.send(browser, forged).statusCode()).isEqualTo(403);
    }

    @Test
    void guessingHasToWait() {
        var browser = RunningHouse.browser(new CookieManager());

        for (int guess = 0; guess < 5; guess++) {
            assertThat(location(signIn(browser, "somebody", "guess " + guess))).endsWith("/login?error");
        }

        assertThat(location(signIn(browser, "somebody", "guess 6"))).endsWith("/login?error=wait");
    }

    @Test
    void secretsAreTheirOwnersOnly() throws Exception {
        for (var folder : new String[] {"keys", "secrets"}) {
            try (var files = Files.list(house.data().resolve(folder))) {
                assertThat(files)
                        .isNotEmpty()
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .as(file.toString())
                                        .isEqualTo("rw-------"));
            }
        }
    }

    private static boolean ruled(HandlerMethod method) {
        return method.hasMethodAnnotation(PreAuthorize.class)
                || method.getBeanType().isAnnotationPresent(PreAuthorize.class);
    }

    private String token(String role) {
        return json(house.api("POST", "/api-tokens", house.adminToken(), newToken(role)))
                .path("token")
                .asString();
    }

    private static String newToken(String role) {
        return "{\"name\":\"a test\",\"roles\":[\"" + role + "\"],\"ttl\":\"PT1H\"}";
    }

    private HttpResponse<String> get(HttpClient browser, String path) {
        return RunningHouse.send(
                browser, HttpRequest.newBuilder(house.console(path)).build());
    }

    private HttpResponse<String> signIn(HttpClient browser, String name, String password) {
        var form = get(browser, "/login").body();
        var csrf = CSRF.matcher(form);
        assertThat(csrf.find()).as("a CSRF token in " + form).isTrue();
        var body = "username=" + name + "&password=" + encoded(password) + "&_csrf=" + encoded(csrf.group(1));
        return RunningHouse.send(
                browser,
                HttpRequest.newBuilder(house.console("/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    private static String location(HttpResponse<String> response) {
        return response.headers().firstValue("Location").orElse("");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
