package io.modelferry.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import io.modelferry.control.testing.OpenIdProvider;
import io.modelferry.control.testing.OpenIdProvider.Forgery;
import io.modelferry.control.testing.RunningHouse;
import java.net.CookieManager;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A story with a secret in every chapter, and the log of it: also with everything that all of the house says while somebody debugs. */
final class SecretsInLogsTest {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("io.modelferry");
    private static final List<Logger> DEBUGGED = List.of(ROOT, OURS);

    private final RunningHouse house = RunningHouse.shared();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<Appender<ILoggingEvent>> quietened = new ArrayList<>();
    private final Map<Logger, Optional<Level>> before = new HashMap<>();

    @BeforeEach
    void listen() {
        DEBUGGED.forEach(logger -> {
            before.put(logger, Optional.ofNullable(logger.getLevel()));
            logger.setLevel(Level.TRACE);
        });
        ROOT.iteratorForAppenders().forEachRemaining(quietened::add);
        quietened.forEach(ROOT::detachAppender);
        log.start();
        ROOT.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ROOT.detachAppender(log);
        quietened.forEach(ROOT::addAppender);
        DEBUGGED.forEach(logger -> logger.setLevel(before.get(logger).orElse(null)));
    }

    @Test
    void noneOfTheSecretsOfAStoryStandsInItsLog() {
        OURS.info("the story begins");
        var wrongPassword = "hunter2-the-wrong-one";
        var password = house.secret("first-admin-password");
        signIn(wrongPassword);
        signIn(password);
        var token = made("/api-tokens", "{\"name\":\"of a story\",\"roles\":[\"VIEWER\"],\"ttl\":\"PT1H\"}", "token");
        var badToken = token + "x";
        house.api("GET", "/devices", token, "");
        house.api("GET", "/devices", badToken, "");
        var foreign = house.provider().accessToken("story", List.of("fleet-operators"), Forgery.NONE);
        var expired = house.provider().accessToken("story", List.of("fleet-operators"), Forgery.EXPIRED);
        house.api("GET", "/devices", foreign, "");
        house.api("GET", "/devices", expired, "");
        var joinToken = Machine.token(house, "story-*", 1);
        Machine.fresh(house, "story-01").enrol(joinToken, "no request at all");
        Machine.fresh(house, "story-01").enrol(joinToken);
        Machine.fresh(house, "story-02").enrol(joinToken);
        var webhook = made("/webhooks", "{\"name\":\"story\",\"url\":\"https://93.184.216.34/\"}", "secret");

        var words = words();

        assertThat(words).as("what is listened to").anyMatch(line -> line.contains("the story begins"));
        var told = new TreeMap<String, Set<String>>();
        for (var secret : List.of(
                wrongPassword,
                password,
                token,
                token.split("_", 3)[2],
                foreign,
                expired,
                OpenIdProvider.SECRET,
                joinToken,
                webhook,
                webhook.substring("whsec_".length()),
                house.adminToken())) {
            told.put("a secret of " + secret.length() + " characters", tellers(secret));
        }
        assertThat(told.values()).as("who tells: %s", told).allMatch(Set::isEmpty);
    }

    private String made(String path, String json, String secret) {
        var answer = house.api("POST", path, house.adminToken(), json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return RunningHouse.json(answer).path(secret).asString();
    }

    private void signIn(String password) {
        var browser = RunningHouse.browser(new CookieManager());
        var page = RunningHouse.send(
                browser, HttpRequest.newBuilder(house.console("/login")).build());
        var csrf = CSRF.matcher(page.body());
        assertThat(csrf.find()).isTrue();
        var form = "username=admin&password=%s&_csrf=%s".formatted(encoded(password), encoded(csrf.group(1)));
        RunningHouse.send(
                browser,
                HttpRequest.newBuilder(house.console("/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Loggers, not lines: what fails here must not tell it once more. */
    private Set<String> tellers(String secret) {
        return events().stream()
                .filter(event -> words(event).contains(secret))
                .map(ILoggingEvent::getLoggerName)
                .collect(Collectors.toSet());
    }

    private List<String> words() {
        return events().stream().map(SecretsInLogsTest::words).toList();
    }

    private List<ILoggingEvent> events() {
        synchronized (log) { // as whoever appends does
            return List.copyOf(log.list);
        }
    }

    private static String words(ILoggingEvent event) {
        return event.getFormattedMessage() + "\n"
                + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
}
