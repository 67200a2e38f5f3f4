package io.modelferry.control.security;

import static io.modelferry.control.testing.RunningHouse.code;
import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.security.AuditLog.Sought;
import io.modelferry.control.testing.OpenIdProvider;
import io.modelferry.control.testing.OpenIdProvider.Forgery;
import io.modelferry.control.testing.RunningHouse;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The console and the API with an OpenID provider behind them, which signs real tokens. */
final class OpenIdSignInTest {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final List<String> OPERATORS = List.of("fleet-operators");

    private final RunningHouse house = RunningHouse.shared();
    private final OpenIdProvider provider = house.provider();
    private final CookieManager cookies = new CookieManager();
    private final HttpClient browser = RunningHouse.browser(cookies);

    @Test
    void whoeverComesFromTheProviderActsUnderTheirSubjectWithTheRolesOfTheirGroups() {
        provider.signedIn("ada", List.of("fleet-operators", "choir"));

        assertThat(location(signIn())).endsWith("/");
        var home = get("/rollouts").body();
        var freeze = "reason=" + encoded("a drill of ada's");
        var forged = post("/freeze", freeze);
        var frozen = post("/freeze", freeze + "&_csrf=" + encoded(csrf(home)));
        post("/thaw", "reason=over&_csrf=" + encoded(csrf(home)));

        assertThat(home).contains("oidc:ada", "operator");
        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(frozen.statusCode()).isEqualTo(302);
        assertThat(house.bean(AuditLog.class).before(Long.MAX_VALUE, new Sought("oidc:ada", "fleet.", ""), 10))
                .extracting(AuditLog.Entry::action)
                .containsExactly("fleet.thawed", "fleet.frozen");
        assertThat(get("/audit").statusCode()).isEqualTo(403);
        assertThat(post("/password", "current=x&next=y&again=y&_csrf=" + encoded(csrf(home)))
                        .body())
                .contains("you signed in through an OpenID provider");
    }

    @Test
    void theSessionOfTheStrangerIsNotTheSessionOfTheOperator() {
        provider.signedIn("ada", OPERATORS);
        get("/login");
        var callback = callback();
        var before = session();

        get(callback);

        assertThat(session()).isNotEmpty().isNotEqualTo(before);
        assertThat(get("/rollouts").statusCode()).isEqualTo(200);
    }

    @Test
    void withoutAMappedRoleThereIsNoEntryAndAPageSaysWhatToAskFor() {
        provider.signedIn("mallory<b>", List.of("choir", "fleet-operators-of-another"));

        assertThat(location(signIn())).endsWith("/login/no-role");
        assertThat(get("/login/no-role").body())
                .contains("oidc:mallory&lt;b&gt;", "fleet-operators", "Test House SSO")
                .doesNotContain("mallory<b>");
        assertThat(location(get("/rollouts"))).endsWith("/login");
        assertThat(get("/login").body()).contains("Sign in through Test House SSO", "name=\"password\"");
    }

    @ParameterizedTest
    @EnumSource(value = Forgery.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aTokenThatDoesNotHoldOpensNeitherConsoleNorApi(Forgery forgery) {
        provider.signedIn(claims -> claims.subject("ada").claim("groups", OPERATORS), forgery);

        assertThat(location(signIn())).endsWith("/login?error=provider");
        assertThat(location(get("/rollouts"))).endsWith("/login");
        assertThat(code(house.api("GET", "/devices", provider.accessToken("ada", OPERATORS, forgery), "")))
                .isEqualTo("401 bad-token");
    }

    @Test
    void aStolenAnswerOfTheProviderOpensNothingElsewhere() {
        provider.signedIn("ada", OPERATORS);
        var callback = callback();
        var thief = RunningHouse.browser(new CookieManager());

        assertThat(location(RunningHouse.send(
                        thief, HttpRequest.newBuilder(URI.create(callback)).build())))
                .endsWith("/login?error=provider");

        provider.signedIn(
                claims -> claims.subject("ada").claim("groups", OPERATORS).claim("nonce", "of another"), Forgery.NONE);
        assertThat(location(signIn())).endsWith("/login?error=provider");
    }

    @Test
    void theApiTakesAccessTokensThatAreMeantForIt() {
        var ada = provider.accessToken("ada", OPERATORS, Forgery.NONE);

        assertThat(house.api("GET", "/devices", ada, "").statusCode()).isEqualTo(200);
        assertThat(code(house.api("GET", "/audit", ada, ""))).isEqualTo("403 forbidden");
        assertThat(code(house.api("GET", "/devices", provider.accessToken("eve", List.of("choir"), Forgery.NONE), "")))
                .isEqualTo("403 no-role");

        provider.rotateKey("second");
        assertThat(house.api("GET", "/devices", provider.accessToken("ada", OPERATORS, Forgery.NONE), "")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aSessionEndsHoweverBusyItIs() {
        var longAgo = Instant.now().minus(Duration.ofHours(9));
        provider.signedIn(
                claims -> claims.subject("ada").claim("groups", OPERATORS).issueTime(Date.from(longAgo)), Forgery.NONE);

        assertThat(location(signIn())).endsWith("/");
        assertThat(location(get("/rollouts"))).endsWith("/login");
        assertThat(json(get("/api/v1/devices")).path("code").asString("")).isEqualTo("unauthenticated");
    }

    @Test
    void whoSignsOutHereIsSignedOutAtTheProviderAndComesBack() {
        provider.signedIn("ada-leaves", OPERATORS);
        signIn();
        var home = get("/rollouts");

        var out = location(post("/logout", "_csrf=" + encoded(csrf(home.body()))));

        assertThat(out).startsWith(provider.issuer() + "/end?").contains("id_token_hint=");
        assertThat(policy(home))
                .as("browsers hold the redirect against it")
                .endsWith("form-action 'self' " + provider.issuer());
        assertThat(location(get(out))).isEqualTo(house.console("/login?logout").toString());
        assertThat(provider.ended()).contains("ada-leaves");
        assertThat(location(get("/rollouts"))).endsWith("/login");
        assertThat(policy(get("/login"))).endsWith("form-action 'self'");
    }

    private static String policy(HttpResponse<String> page) {
        return page.headers().firstValue("Content-Security-Policy").orElse("");
    }

    private HttpResponse<String> signIn() {
        return get(callback());
    }

    /** Goes to the provider, as the button does. @return where the provider sends the browser back to */
    private String callback() {
        var toProvider = location(get("/oauth2/authorization/provider"));
        assertThat(toProvider).startsWith(provider.issuer());
        return location(get(toProvider));
    }

    private HttpResponse<String> get(String path) {
        var uri = path.startsWith("/") ? house.console(path) : URI.create(path);
        return RunningHouse.send(browser, HttpRequest.newBuilder(uri).build());
    }

    private HttpResponse<String> post(String path, String form) {
        return RunningHouse.send(
                browser,
                HttpRequest.newBuilder(house.console(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build());
    }

    private String session() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("ferry"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }

    private static String csrf(String page) {
        var found = CSRF.matcher(page);
        assertThat(found.find()).as("a CSRF token in " + page).isTrue();
        return found.group(1);
    }

    private static String location(HttpResponse<String> response) {
        return response.headers().firstValue("Location").orElse("");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
