package io.modelferry.control.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * A small OpenID provider on loopback that knows one client: discovery, authorization code flow with PKCE, key set, tokens signed with
 * RS256. Whoever comes to it is signed in at once as the person that the test named last.
 */
public final class OpenIdProvider {

    public static final String CLIENT = "modelferry-console";
    public static final String SECRET = "a secret of the console's and the provider's";
    public static final String AUDIENCE = "modelferry-api";

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private volatile RSAKey key = key("first");
    private volatile UnaryOperator<JWTClaimsSet.Builder> person = claims -> claims.subject("nobody");
    private volatile Forgery forgery = Forgery.NONE;

    private OpenIdProvider(HttpServer server) {
        this.server = server;
    }

    /** What is wrong with a token that should be refused. */
    public enum Forgery {
        NONE,
        UNSIGNED,
        SIGNED_BY_ANOTHER,
        SIGNED_WITH_THE_PUBLIC_KEY_AS_A_SECRET,
        OF_ANOTHER_ISSUER,
        FOR_SOMEBODY_ELSE,
        EXPIRED,
        NOT_YET_VALID,
        WITHOUT_AN_END
    }

    public static OpenIdProvider start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var provider = new OpenIdProvider(server);
            server.createContext("/.well-known/openid-configuration", provider::discovery);
            server.createContext("/keys", provider::keys);
            server.createContext("/authorize", provider::authorize);
            server.createContext("/token", provider::token);
            server.createContext("/end", provider::end);
            server.start();
            return provider;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on whoever comes is this person. */
    public void signedIn(String subject, List<String> groups) {
        signedIn(claims -> claims.subject(subject).claim("groups", groups), Forgery.NONE);
    }

    public void signedIn(UnaryOperator<JWTClaimsSet.Builder> person, Forgery forgery) {
        this.person = person;
        this.forgery = forgery;
    }

    /** From now on another key signs, and the key set holds no other. */
    public void rotateKey(String id) {
        key = key(id);
    }

    /** An access token for the API. */
    public String accessToken(String subject, List<String> groups, Forgery forgery) {
        return signed(claims(AUDIENCE).subject(subject).claim("groups", groups), forgery);
    }

    private void discovery(HttpExchange exchange) throws IOException {
        json(
                exchange,
                Map.of(
                        "issuer",
                        issuer(),
                        "authorization_endpoint",
                        issuer() + "/authorize",
                        "token_endpoint",
                        issuer() + "/token",
                        "jwks_uri",
                        issuer() + "/keys",
                        "end_session_endpoint",
                        issuer() + "/end",
                        "response_types_supported",
                        List.of("code"),
                        "subject_types_supported",
                        List.of("public"),
                        "id_token_signing_alg_values_supported",
                        List.of("RS256")));
    }

    private void keys(HttpExchange exchange) throws IOException {
        json(exchange, new JWKSet(key).toJSONObject(true));
    }

    private void authorize(HttpExchange exchange) throws IOException {
        var asked = fields(exchange.getRequestURI().getRawQuery());
        require(CLIENT.equals(asked.get("client_id")) && "S256".equals(asked.get("code_challenge_method")));
        var code = "code-" + codes.size();
        codes.put(code, asked);
        var back = asked.get("redirect_uri") + "?code=" + code + "&state="
                + URLEncoder.encode(asked.get("state"), StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Location", URI.create(back).toString());
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        var sent = fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var asked = codes.remove(sent.get("code"));
        var credentials = URLEncoder.encode(CLIENT, StandardCharsets.UTF_8) + ":"
                + URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        var basic = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        require(basic.equals(exchange.getRequestHeaders().getFirst("Authorization")));
        require(asked.get("redirect_uri").equals(sent.get("redirect_uri")));
        require(asked.get("code_challenge").equals(challenge(sent.get("code_verifier"))));
        json(
                exchange,
                Map.of(
                        "access_token",
                        "of no use to the console",
                        "token_type",
                        "Bearer",
                        "expires_in",
                        300,
                        "id_token",
                        signed(person.apply(claims(CLIENT).claim("nonce", asked.get("nonce"))), forgery)));
    }

    /** OpenID Connect RP-Initiated Logout 1.0, 2: whose session ends is told by a token of ours, and the way back is one that we know. */
    private void end(HttpExchange exchange) throws IOException {
        var asked = fields(exchange.getRequestURI().getRawQuery());
        require(asked.get("post_logout_redirect_uri").endsWith("/login?logout"));
        try {
            var hint = SignedJWT.parse(asked.get("id_token_hint"));
            require(hint.verify(new RSASSAVerifier(key)));
            ended.add(hint.getJWTClaimsSet().getSubject());
        } catch (ParseException | JOSEException e) {
            throw new IOException(e);
        }
        exchange.getResponseHeaders().set("Location", asked.get("post_logout_redirect_uri"));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    /** Whoever was signed out at the provider. */
    public Set<String> ended() {
        return ended;
    }

    private JWTClaimsSet.Builder claims(String audience) {
        var now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    private String signed(JWTClaimsSet.Builder claims, Forgery how) {
        try {
            var now = Instant.now();
            switch (how) {
                case OF_ANOTHER_ISSUER -> claims.issuer("https://login.example.org");
                case FOR_SOMEBODY_ELSE -> claims.audience("another-service");
                case EXPIRED ->
                    claims.issueTime(Date.from(now.minusSeconds(900))).expirationTime(Date.from(now.minusSeconds(600)));
                case NOT_YET_VALID -> claims.notBeforeTime(Date.from(now.plusSeconds(200)));
                case WITHOUT_AN_END -> claims.expirationTime(null);
                case NONE, UNSIGNED, SIGNED_BY_ANOTHER, SIGNED_WITH_THE_PUBLIC_KEY_AS_A_SECRET -> {}
            }
            var set = claims.build();
            if (how == Forgery.UNSIGNED) {
                return new PlainJWT(set).serialize();
            }
            var secret = how == Forgery.SIGNED_WITH_THE_PUBLIC_KEY_AS_A_SECRET;
            var header = new JWSHeader.Builder(secret ? JWSAlgorithm.HS256 : JWSAlgorithm.RS256)
                    .type(JOSEObjectType.JWT)
                    .keyID(key.getKeyID());
            var token = new SignedJWT(header.build(), set);
            token.sign(
                    secret
                            ? new MACSigner(key.toRSAPublicKey().getEncoded())
                            : new RSASSASigner(how == Forgery.SIGNED_BY_ANOTHER ? key(key.getKeyID()) : key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String challenge(String verifier) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void require(boolean held) throws IOException {
        if (!held) {
            throw new IOException("not what a client of this provider sends");
        }
    }

    private static Map<String, String> fields(String form) {
        return Arrays.stream(form.split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(
                        field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
    }

    private static void json(HttpExchange exchange, Map<String, ?> body) throws IOException {
        var bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
