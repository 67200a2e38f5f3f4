package io.modelferry.control.security;

import io.modelferry.control.platform.ModelferryConfiguration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.util.StringUtils;
import org.springframework.web.client.RestClient;

/** The console's second door: the authorization code flow with PKCE, state and nonce. Sessions and CSRF are those of the first. */
@Configuration(proxyBeanMethods = false)
class OidcSignIn {

    static final String NO_ROLE_PAGE = "/login/no-role";

    /** Attribute of a stranger's session: the name under which the provider knows them. */
    static final String NO_ROLE = "oidc.no-role";

    private static final Logger log = LoggerFactory.getLogger(OidcSignIn.class);

    private final OidcProvider provider;
    private final OidcRoles roles;
    private final boolean on;

    OidcSignIn(OidcProvider provider, OidcRoles roles, ModelferryConfiguration configuration) {
        this.provider = provider;
        this.roles = roles;
        this.on = configuration.oidc().console();
    }

    @Bean
    JwtDecoderFactory<ClientRegistration> idTokens() {
        return provider::idTokens;
    }

    void openIn(HttpSecurity http) throws Exception {
        if (!on) {
            return;
        }
        http.oauth2Login(login -> login.loginPage("/login")
                .clientRegistrationRepository(
                        id -> OidcProvider.REGISTRATION.equals(id) ? provider.registration() : null)
                .authorizedClientRepository(new HttpSessionOAuth2AuthorizedClientRepository())
                .tokenEndpoint(token -> token.accessTokenResponseClient(tokens()))
                .userInfoEndpoint(userInfo -> userInfo.oidcUserService(this::operator))
                .failureHandler(OidcSignIn::sorry)
                .withObjectPostProcessor(new ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter>() {
                    @Override
                    public <F extends OAuth2AuthorizationRequestRedirectFilter> F postProcess(F filter) {
                        filter.setAuthenticationFailureHandler(OidcSignIn::sorry);
                        return filter;
                    }
                }));
    }

    private OidcUser operator(OidcUserRequest request) {
        var service = new OidcUserService();
        var userInfo = new DefaultOAuth2UserService();
        userInfo.setRestOperations(provider.http());
        service.setOauth2UserService(userInfo);
        service.setRetrieveUserInfo(OidcSignIn::hasUserInfo);
        var user = service.loadUser(request);
        var entrant = roles.entrant(user.getClaims());
        if (!entrant.admitted()) {
            throw new OAuth2AuthenticationException(new OAuth2Error(NO_ROLE, entrant.name(), null));
        }
        return new OidcOperator(entrant, user);
    }

    private static boolean hasUserInfo(OidcUserRequest request) {
        var endpoint = request.getClientRegistration().getProviderDetails().getUserInfoEndpoint();
        return StringUtils.hasText(endpoint.getUri());
    }

    private RestClientAuthorizationCodeTokenResponseClient tokens() {
        ClientHttpRequestFactory requests = provider.http().getRequestFactory();
        var client = new RestClientAuthorizationCodeTokenResponseClient();
        client.setRestClient(RestClient.builder()
                .requestFactory(requests)
                .configureMessageConverters(converters -> converters
                        .registerDefaults()
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return client;
    }

    private static void sorry(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        var error = failure instanceof OAuth2AuthenticationException known ? known.getError() : null;
        if (error != null && NO_ROLE.equals(error.getErrorCode())) {
            log.info("sign-in by the provider: no role for {}", error.getDescription());
            request.getSession().setAttribute(NO_ROLE, error.getDescription());
            response.sendRedirect(request.getContextPath() + NO_ROLE_PAGE);
            return;
        }
        log.warn(
                "sign-in by the provider failed: {}",
                error == null ? failure.getClass().getSimpleName() : error.getErrorCode());
        response.sendRedirect(request.getContextPath() + "/login?error=provider");
    }
}
