package io.modelferry.control.security;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.ModelferryConfiguration.Oidc;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestTemplate;

/**
 * The OpenID provider that operators come from, where one is configured (OpenID Connect Discovery 1.0). It is looked up when it is first
 * needed: a control plane starts without it, and the local administrator gets in.
 */
@Component
class OidcProvider {

    static final String REGISTRATION = "provider";

    /** Signed with a private key that only the provider has: neither unsigned nor with a secret that we would have as well. */
    private static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(
            SignatureAlgorithm.RS256,
            SignatureAlgorithm.RS384,
            SignatureAlgorithm.RS512,
            SignatureAlgorithm.PS256,
            SignatureAlgorithm.ES256,
            SignatureAlgorithm.ES384);

    private static final int PATIENCE_MILLIS = 5_000;
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final ParameterizedTypeReference<Map<String, Object>> DOCUMENT =
            new ParameterizedTypeReference<>() {};

    private final Oidc settings;
    private final InstantSource clock;
    private final RestTemplate http;
    private volatile @Nullable ClientRegistration found;
    private volatile @Nullable JwtDecoder bearers;
    private Instant notBefore = Instant.MIN;

    OidcProvider(ModelferryConfiguration configuration, InstantSource clock) {
        this.settings = configuration.oidc();
        this.clock = clock;
        var requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(PATIENCE_MILLIS);
        requests.setReadTimeout(PATIENCE_MILLIS);
        this.http = new RestTemplate(requests);
    }

    /** The provider does not answer, or not as the provider that was configured. */
    static final class Unreachable extends RuntimeException {
        Unreachable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** For every request to the provider: a slow one is given up on. */
    RestTemplate http() {
        return http;
    }

    /** @throws Unreachable and, for ten seconds, at once again */
    ClientRegistration registration() {
        var known = found;
        return known == null ? look() : known;
    }

    private synchronized ClientRegistration look() {
        if (found != null) {
            return found;
        }
        if (clock.instant().isBefore(notBefore)) {
            throw new Unreachable("the provider did not answer a moment ago", null);
        }
        try {
            found = discover();
            return found;
        } catch (RuntimeException e) {
            notBefore = clock.instant().plus(PAUSE);
            throw e instanceof Unreachable ? e : new Unreachable("no OpenID provider at " + settings.issuer(), e);
        }
    }

    private ClientRegistration discover() {
        var address = settings.issuer().replaceAll("/$", "") + "/.well-known/openid-configuration";
        var document = Objects.requireNonNull(
                http.exchange(address, HttpMethod.GET, null, DOCUMENT).getBody());
        if (!settings.issuer().equals(document.get("issuer"))) { // OpenID Connect Discovery 1.0, 4.3
            throw new Unreachable("the provider calls itself " + document.get("issuer"), null);
        }
        return ClientRegistrations.fromOidcConfiguration(document)
                .registrationId(REGISTRATION)
                .clientId(settings.clientId().isBlank() ? settings.audience() : settings.clientId())
                .clientSecret(settings.clientSecret())
                .clientAuthenticationMethod(
                        settings.clientSecret().isBlank()
                                ? ClientAuthenticationMethod.NONE
                                : ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
                .scope(settings.scopes())
                .build();
    }

    /** OpenID Connect Core 1.0, 3.1.3.7; the nonce is compared by who asked for the token. */
    JwtDecoder idTokens(ClientRegistration registration) {
        var decoder = decoder(
                registration,
                new DelegatingOAuth2TokenValidator<>(
                        new JwtTimestampValidator(), new OidcIdTokenValidator(registration)));
        decoder.setClaimSetConverter(
                new ClaimTypeConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters()));
        return decoder;
    }

    /** RFC 9068, 4, also for providers that call their access tokens {@code JWT}. @throws Unreachable */
    JwtDecoder bearers() {
        var known = bearers;
        if (known == null) {
            known = decoder(registration(), bearer());
            bearers = known;
        }
        return known;
    }

    private OAuth2TokenValidator<Jwt> bearer() {
        var time = new JwtTimestampValidator();
        time.setAllowEmptyExpiryClaim(false);
        var type = new JwtTypeValidator("JWT", "at+jwt", "application/at+jwt");
        type.setAllowEmpty(true);
        return new DelegatingOAuth2TokenValidator<>(
                type,
                time,
                new JwtIssuerValidator(settings.issuer()),
                new JwtClaimValidator<Collection<String>>(
                        JwtClaimNames.AUD, audience -> audience != null && audience.contains(settings.audience())));
    }

    private NimbusJwtDecoder decoder(ClientRegistration registration, OAuth2TokenValidator<Jwt> validator) {
        var keys = Objects.requireNonNull(registration.getProviderDetails().getJwkSetUri());
        var decoder = NimbusJwtDecoder.withJwkSetUri(keys)
                .jwsAlgorithms(algorithms -> algorithms.addAll(ALGORITHMS))
                .validateType(false)
                .restOperations(http)
                .build();
        decoder.setJwtValidator(validator);
        return decoder;
    }
}
