package io.modelferry.control.security;

import static io.modelferry.control.testing.RunningHouse.code;
import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.testing.RunningHouse;
import java.net.CookieManager;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** A second person, without any provider: added, in by a password of their own, and out again. */
final class OperatorsTest {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final String OWN = "a password of my own";

    private final RunningHouse house = RunningHouse.shared();

    private String added(String name, String role) {
        var answer = add(name, role);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer).path("firstPassword").asString();
    }

    private HttpResponse<String> add(String name, String role) {
        var body = "{\"name\":\"%s\",\"roles\":[\"%s\"]}".formatted(name, role);
        return house.api("POST", "/operators", house.adminToken(), body);
    }

    private HttpResponse<String> get(HttpClient browser, String path) {
        return RunningHouse.send(
                browser, HttpRequest.newBuilder(house.console(path)).build());
    }

    private void submit(HttpClient browser, String page, String form) {
        var csrf = CSRF.matcher(get(browser, page).body());
        assertThat(csrf.find()).as("a CSRF token on " + page).isTrue();
        var answer = RunningHouse.send(
                browser,
                HttpRequest.newBuilder(house.console(page))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form + "&_csrf=" + encoded(csrf.group(1))))
                        .build());
        assertThat(answer.statusCode()).as(page).isLessThan(400);
    }

    private HttpClient signedIn(String name, String password) {
        var browser = RunningHouse.browser(new CookieManager());
        submit(browser, "/login", "username=" + name + "&password=" + encoded(password));
        return browser;
    }

    private void chooseOwn(HttpClient browser, String first) {
        submit(
                browser,
                "/password",
                "current=%s&next=%s&again=%s".formatted(encoded(first), encoded(OWN), encoded(OWN)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void comesInWithAPasswordOfTheirOwnAndDoesWhatTheirRolesSay() {
        var first = added("bea", "VIEWER");
        var browser = signedIn("bea", first);
        assertThat(code(get(browser, "/api/v1/devices"))).isEqualTo("403 password-change-required");

        chooseOwn(browser, first);

        assertThat(get(browser, "/api/v1/devices").statusCode()).isEqualTo(200);
        assertThat(code(get(browser, "/api/v1/audit"))).isEqualTo("403 forbidden");
        assertThat(code(get(browser, "/api/v1/operators"))).isEqualTo("403 forbidden");
        assertThat(house.api("GET", "/operators", house.adminToken(), "").body())
                .contains("\"bea\"")
                .doesNotContain(first);
    }

    @Test
    void whoIsRemovedIsOutWithTheNextRequestAndTheirNameIsSpent() {
        var first = added("gil", "APPROVER");
        var browser = signedIn("gil", first);
        chooseOwn(browser, first);
        assertThat(get(browser, "/api/v1/devices").statusCode()).isEqualTo(200);

        assertThat(house.api("DELETE", "/operators/gil", house.adminToken(), "").statusCode())
                .isEqualTo(204);

        assertThat(code(get(browser, "/api/v1/devices"))).isEqualTo("401 unauthenticated");
        assertThat(get(signedIn("gil", OWN), "/api/v1/devices").statusCode()).isEqualTo(401);
        assertThat(code(add("gil", "VIEWER"))).isEqualTo("409 operator-exists");
        assertThat(code(house.api("DELETE", "/operators/gil", house.adminToken(), "")))
                .isEqualTo("404 operator-not-found");
        assertThat(house.bean(AuditLog.class).about("operator", "gil", 10))
                .extracting(AuditLog.Entry::action)
                .containsExactly("operator.removed", "operator.password-changed", "operator.added");
    }

    private String token(String by, String name) {
        return json(issue(by, name)).path("token").asString();
    }

    private HttpResponse<String> issue(String by, String name) {
        var body = "{\"name\":\"%s\",\"roles\":[\"ADMIN\"],\"ttl\":\"PT1H\"}".formatted(name);
        return house.api("POST", "/api-tokens", by, body);
    }

    private int status(String token) {
        return house.api("GET", "/devices", token, "").statusCode();
    }

    @Test
    void everyTokenThatTheyMadeEndsWithThemAndThoseOfOthersGoOn() {
        var first = added("hal", "ADMIN");
        var browser = signedIn("hal", first);
        chooseOwn(browser, first);
        var own = house.bean(ApiTokens.class)
                .issue("hal-ci", Set.of(Role.ADMIN), null, "hal")
                .token();
        var madeByIt = token(own, "hal-later");
        var others = token(house.adminToken(), "not-of-hal");
        assertThat(List.of(status(own), status(madeByIt), status(others))).containsOnly(200);

        assertThat(house.api("DELETE", "/operators/hal", house.adminToken(), "").statusCode())
                .isEqualTo(204);

        assertThat(List.of(status(own), status(madeByIt))).containsOnly(401);
        assertThat(List.of(status(others), status(house.adminToken()))).containsOnly(200);
        assertThat(house.bean(AuditLog.class).about("operator", "hal", 1))
                .singleElement()
                .satisfies(entry -> assertThat(String.valueOf(entry.details()))
                        .contains(own.split("_")[1], madeByIt.split("_")[1]));
        assertThat(house.bean(AuditLog.class).about("api-token", own.split("_")[1], 1))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.action()).isEqualTo("api-token.revoked");
                    assertThat(entry.details()).containsEntry("removed", "hal");
                });
    }

    @Test
    void whoIsRemovedMakesNoTokenAnyMore() {
        added("ivo", "ADMIN");
        house.api("DELETE", "/operators/ivo", house.adminToken(), "");

        assertThatThrownBy(() -> house.bean(ApiTokens.class).issue("ivo-ci", Set.of(Role.ADMIN), null, "ivo"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("operator-removed"));
    }

    @Test
    void aRemovalThatFailsEndsNoToken() {
        added("jon", "ADMIN");
        var own = house.bean(ApiTokens.class)
                .issue("jon-ci", Set.of(Role.ADMIN), null, "jon")
                .token();
        var desk = house.bean(OperatorDesk.class);

        assertThatThrownBy(() -> house.bean(TransactionTemplate.class).executeWithoutResult(status -> {
                    desk.remove("jon", "admin");
                    throw new IllegalStateException("the commit fails");
                }))
                .hasMessage("the commit fails");

        assertThat(status(own)).isEqualTo(200);
        assertThat(house.bean(Operators.class).isRemoved("jon")).isFalse();
    }

    @Test
    void namesThatWouldBeTakenForOthersAreRefused() {
        for (var name : new String[] {"token:local", "oidc:ann", "Ann", "", " x", "a/b"}) {
            assertThat(add(name, "VIEWER").statusCode()).as(name).isIn(400, 422);
        }
    }
}
