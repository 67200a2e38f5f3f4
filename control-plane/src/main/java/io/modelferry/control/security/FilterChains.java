package io.modelferry.control.security;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.enrolment.EnrolmentRequest;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.ExceptionHandlingConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.web.context.support.WebApplicationContextUtils;

/** Who may come in where. Four chains, tried in order; what none of them allows is refused. */
@Configuration(proxyBeanMethods = false)
@EnableMethodSecurity
class FilterChains {

    /** Devices: known by their client certificate and nothing else. */
    @Bean
    @Order(1)
    SecurityFilterChain devices(HttpSecurity http, FleetTls tls, ProblemResponses problems) throws Exception {
        return http.securityMatcher("/device/**")
                .headers(FilterChains::strict)
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .x509(certificates -> certificates
                        .x509PrincipalExtractor(FilterChains::commonName)
                        .authenticationUserDetailsService(caller -> device(caller, tls)))
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                                .permitAll()
                                .requestMatchers(EnrolmentRequest.PATH)
                                .permitAll()
                                .anyRequest()
                                .hasRole("DEVICE"))
                .exceptionHandling(refusals -> refusals.authenticationEntryPoint((request, response, unknown) -> {
                    response.setHeader(HttpHeaders.CONNECTION, "close"); // the next one shows today's certificate
                    problems.write(
                            response, HttpStatus.UNAUTHORIZED, "unauthenticated", "Show a valid device certificate.");
                }))
                .build();
    }

    /** Health and metrics, on a loopback port of their own. Nothing else is there, so there is nothing to sign in for. */
    @Bean
    @Order(2)
    SecurityFilterChain management(HttpSecurity http) throws Exception {
        var endpoints = EndpointRequest.toAnyEndpoint().excludingLinks();
        return http.securityMatcher(new OrRequestMatcher(endpoints, FilterChains::onManagementPort))
                .headers(FilterChains::strict)
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(endpoints)
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .exceptionHandling(
                        refusals -> refusals.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.NOT_FOUND)))
                .build();
    }

    /** The API: a bearer token, or the console's session with its CSRF token. What each route needs stands at the route. */
    @Bean
    @Order(3)
    SecurityFilterChain api(
            HttpSecurity http,
            ApiTokens tokens,
            OidcTokens foreign,
            ModelferryConfiguration configuration,
            Operators operators,
            ProblemResponses problems,
            InstantSource clock)
            throws Exception {
        return http.securityMatcher("/api/**", "/v3/api-docs/**")
                .headers(FilterChains::strict)
                .csrf(csrf -> csrf.ignoringRequestMatchers(BearerFilter::carriesToken))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.NEVER))
                .requestCache(AbstractHttpConfigurer::disable)
                .addFilterBefore(new BearerFilter(tokens, foreign, problems), CsrfFilter.class)
                .addFilterBefore(sessionEnd(configuration, clock), AuthorizationFilter.class)
                .addFilterBefore(new RemovedOperatorFilter(operators), AuthorizationFilter.class)
                .addFilterBefore(new FirstPasswordFilter(operators, problems), AuthorizationFilter.class)
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                                .permitAll()
                                .anyRequest()
                                .hasRole("VIEWER"))
                .exceptionHandling(refusals -> inWords(refusals, problems, "Sign in, or send an API token."))
                .build();
    }

    /** The console: a form or an OpenID provider, a session. */
    @Bean
    @Order(4)
    SecurityFilterChain console(
            HttpSecurity http,
            Operators operators,
            OidcSignIn provider,
            OidcSignOut signOut,
            ModelferryConfiguration configuration,
            ProblemResponses problems,
            InstantSource clock)
            throws Exception {
        var throttle = new LoginThrottle(clock);
        provider.openIn(http);
        return http.headers(FilterChains::strict)
                .addFilterBefore(throttle, UsernamePasswordAuthenticationFilter.class)
                .addFilterBefore(sessionEnd(configuration, clock), AuthorizationFilter.class)
                .addFilterBefore(new RemovedOperatorFilter(operators), AuthorizationFilter.class)
                .addFilterBefore(new FirstPasswordFilter(operators, problems), AuthorizationFilter.class)
                .formLogin(login -> login.loginPage("/login")
                        .successHandler(welcome(throttle))
                        .failureUrl("/login?error")
                        .permitAll())
                .logout(logout -> logout.logoutSuccessHandler(signOut.handler()))
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(
                                DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                        .permitAll()
                        .requestMatchers(
                                "/login",
                                OidcSignIn.NO_ROLE_PAGE,
                                "/error",
                                "/assets/**",
                                "/webjars/**",
                                "/favicon.ico")
                        .permitAll()
                        .anyRequest()
                        .hasRole("VIEWER"))
                .build();
    }

    /** Also for errors, answers of the API and files. */
    private static void strict(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(ContentPolicy.STRICT))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN));
    }

    private static OidcSessionFilter sessionEnd(ModelferryConfiguration configuration, InstantSource clock) {
        return new OidcSessionFilter(configuration.oidc().sessionLifetime(), clock);
    }

    private static SavedRequestAwareAuthenticationSuccessHandler welcome(LoginThrottle throttle) {
        return new SavedRequestAwareAuthenticationSuccessHandler() {
            @Override
            public void onAuthenticationSuccess(
                    jakarta.servlet.http.HttpServletRequest request,
                    jakarta.servlet.http.HttpServletResponse response,
                    org.springframework.security.core.Authentication operator)
                    throws jakarta.servlet.ServletException, java.io.IOException {
                throttle.succeeded(request);
                super.onAuthenticationSuccess(request, response, operator);
            }
        };
    }

    private static void inWords(
            ExceptionHandlingConfigurer<HttpSecurity> refusals, ProblemResponses problems, String remedy) {
        refusals.authenticationEntryPoint((request, response, unknown) ->
                        problems.write(response, HttpStatus.UNAUTHORIZED, "unauthenticated", remedy))
                .accessDeniedHandler((request, response, denied) -> {
                    var forged = denied instanceof CsrfException;
                    problems.write(
                            response,
                            HttpStatus.FORBIDDEN,
                            forged ? "csrf" : "forbidden",
                            forged
                                    ? "Send an API token, or the CSRF token of your session."
                                    : "Your role does not allow this.");
                });
    }

    private static boolean onManagementPort(HttpServletRequest request) {
        var context = WebApplicationContextUtils.getRequiredWebApplicationContext(request.getServletContext());
        return WebServerApplicationContext.hasServerNamespace(context, "management");
    }

    private static UserDetails device(PreAuthenticatedAuthenticationToken caller, FleetTls tls) {
        try {
            var device = new DeviceId(caller.getName());
            if (caller.getCredentials() instanceof X509Certificate shown && tls.admits(device, shown)) {
                return User.withUsername(device.value())
                        .password("")
                        .roles("DEVICE")
                        .build();
            }
        } catch (MalformedMessage notADevice) {
            // falls through: our own certificate, or none of a device's
        }
        throw new UsernameNotFoundException("not a device of this fleet");
    }

    private static Object commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> String.valueOf(part.getValue()))
                            .findFirst()
                            .orElse("");
        } catch (InvalidNameException e) {
            return "";
        }
    }
}
