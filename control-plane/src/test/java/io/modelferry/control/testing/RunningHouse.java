package io.modelferry.control.testing;

import io.modelferry.control.ControlPlane;
import io.modelferry.control.delivery.Broker;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.security.DeviceDoor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole control plane in this JVM, started once for all tests: real database, real broker, real doors on free ports. */
public final class RunningHouse {

    private static final JsonMapper JSON = new JsonMapper();

    private final ConfigurableApplicationContext context;
    private final Path data;
    private final OpenIdProvider provider;

    private RunningHouse(ConfigurableApplicationContext context, Path data, OpenIdProvider provider) {
        this.context = context;
        this.provider = provider;
        this.data = data;
    }

    public static RunningHouse shared() {
        return Shared.HOUSE;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public Path data() {
        return data;
    }

    /** Where operators of this house may come from; nothing else asks it for anything. */
    public OpenIdProvider provider() {
        return provider;
    }

    public URI console(String path) {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
    }

    public URI deviceDoor(String path) {
        return URI.create("https://127.0.0.1:" + bean(DeviceDoor.class).port() + path);
    }

    public String adminToken() {
        return secret("local-token");
    }

    public String secret(String name) {
        try {
            return Files.readString(data.resolve("secrets").resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public HttpResponse<String> api(String method, String path, String token, String json) {
        var request = HttpRequest.newBuilder(console("/api/v1" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        return send(HttpClient.newHttpClient(), request.build());
    }

    /** @param tls what the caller shows */
    public HttpResponse<String> device(SSLContext tls, HttpRequest.Builder request) {
        return send(HttpClient.newBuilder().sslContext(tls).build(), request.build());
    }

    /** A browser that keeps its session and follows nothing. */
    public static HttpClient browser(CookieHandler cookies) {
        return HttpClient.newBuilder().cookieHandler(cookies).build();
    }

    public static HttpResponse<String> send(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    public static String code(HttpResponse<String> response) {
        return response.statusCode() + " " + json(response).path("code").asString("");
    }

    private static final class Shared {

        private static final RunningHouse HOUSE = start();

        private static RunningHouse start() {
            try {
                var data = Files.createTempDirectory("house under test");
                var database = TestPostgres.empty();
                var provider = OpenIdProvider.start();
                var house = new SpringApplication(ControlPlane.class);
                house.addInitializers(
                        context -> context.getBeanFactory().registerSingleton("noTestParts", new NoTestParts()));
                var context = house.run(
                        "--modelferry.data=" + data,
                        "--modelferry.database.url=" + database.jdbcUrl(),
                        "--modelferry.database.username=" + database.username(),
                        "--modelferry.database.password=" + database.password(),
                        "--modelferry.mqtt.port=0",
                        "--modelferry.mqtt.crl-file=" + data.resolve("crl.pem"),
                        "--modelferry.devices.port=0",
                        "--server.port=0",
                        "--management.server.port=0",
                        "--modelferry.oidc.issuer=" + provider.issuer(),
                        "--modelferry.oidc.client-id=" + OpenIdProvider.CLIENT,
                        "--modelferry.oidc.client-secret=" + OpenIdProvider.SECRET,
                        "--modelferry.oidc.audience=" + OpenIdProvider.AUDIENCE,
                        "--modelferry.oidc.label=Test House SSO",
                        "--modelferry.oidc.roles.operator=fleet-operators");
                Awaitility.await("the broker lets devices in")
                        .atMost(Duration.ofMinutes(1))
                        .until(context.getBean(Broker.class)::accepting);
                return new RunningHouse(context, data, provider);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Keeps what other tests declare as parts of theirs out of the real house. */
    private static final class NoTestParts extends TypeExcludeFilter {

        private static final String TESTS = RunningHouse.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();

        @Override
        public boolean match(MetadataReader type, MetadataReaderFactory factory) throws IOException {
            return type.getResource().getURL().toString().startsWith(TESTS);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof NoTestParts;
        }

        @Override
        public int hashCode() {
            return TESTS.hashCode();
        }
    }
}
