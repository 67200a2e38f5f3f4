package io.modelferry.control.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.testing.RunningHouse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every route of the API, as the application has it, asked by everybody: by nobody, and by a token of each role. What a route's rule does
 * not allow is refused before anything of the request is looked at; what it allows is not refused for want of a right.
 */
@Timeout(180)
final class AccessMatrixTest {

    private static final Pattern ROLE = Pattern.compile("'([A-Z_]+)'");

    private final RunningHouse house = RunningHouse.shared();
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param allowed by the rule that stands at the route */
    private record Route(RequestMethod method, String path, Set<Role> allowed) {}

    @Test
    void everyRouteAnswersEachRoleAsItsRuleSays() throws Exception {
        var tokens = new EnumMap<Role, String>(Role.class);
        for (var role : Role.values()) {
            tokens.put(
                    role,
                    house.bean(ApiTokens.class)
                            .issue("matrix", Set.of(role), null, "matrix")
                            .token());
        }
        var wrong = new ArrayList<String>();
        var asked = 0;
        for (var route : routes()) {
            wrong.addAll(strangers(route));
            for (var role : Role.values()) {
                var allowed = role.implied().anyMatch(route.allowed()::contains);
                if (!allowed || route.method() == RequestMethod.GET) {
                    asked++;
                    wrong.addAll(judge(route, role, tokens.get(role), allowed));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(asked).isGreaterThan(400);
    }

    private List<String> strangers(Route route) throws Exception {
        var status = status(route, null);
        return status == 401 || status == 403 ? List.of() : List.of("%s without a token: %d".formatted(route, status));
    }

    private List<String> judge(Route route, Role role, String token, boolean allowed) throws Exception {
        var status = status(route, token);
        var refused = status == 403;
        return refused != allowed && status != 401
                ? List.of()
                : List.of("%s by %s: %d, %s".formatted(route, role, status, allowed ? "allowed" : "not allowed"));
    }

    /** Of a stream only the head is read. */
    private int status(Route route, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(house.console(route.path()))
                .header("Content-Type", "application/json")
                .method(
                        route.method().name(),
                        route.method() == RequestMethod.GET ? BodyPublishers.noBody() : BodyPublishers.ofString("]"));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        var response = http.send(request.build(), BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            return response.statusCode();
        }
    }

    private List<Route> routes() {
        var mapping = house.bean(RequestMappingHandlerMapping.class).getHandlerMethods();
        return mapping.entrySet().stream()
                .flatMap(entry -> entry.getKey().getPatternValues().stream()
                        .filter(path -> path.startsWith("/api/"))
                        .flatMap(path -> entry.getKey().getMethodsCondition().getMethods().stream()
                                .map(method -> new Route(method, filled(path), allowed(entry.getValue())))))
                .toList();
    }

    private static String filled(String path) {
        return path.replaceAll("\\{[^}]+}", "nobody");
    }

    private static Set<Role> allowed(HandlerMethod method) {
        var rule = method.hasMethodAnnotation(PreAuthorize.class)
                ? method.getMethodAnnotation(PreAuthorize.class)
                : method.getBeanType().getAnnotation(PreAuthorize.class);
        assertThat(rule).as("a rule at " + method).isNotNull();
        return ROLE.matcher(rule.value())
                .results()
                .map(found -> Role.valueOf(found.group(1)))
                .collect(Collectors.toSet());
    }
}
