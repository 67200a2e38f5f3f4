package io.modelferry.control.security;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authorization.method.PreAuthorizeAuthorizationManager;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.util.SimpleMethodInvocation;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Asks the rule at a route before anything of the request is read. The proxy around the controller asks it again, but only when body and
 * parameters are parsed: until then a stranger's upload would have been taken in.
 */
@Configuration(proxyBeanMethods = false)
class RouteRules implements WebMvcConfigurer, HandlerInterceptor {

    private final PreAuthorizeAuthorizationManager rules = new PreAuthorizeAuthorizationManager();

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        var isNew = request.getDispatcherType() == DispatcherType.REQUEST; // the end of a stream comes by here again
        if (isNew && handler instanceof HandlerMethod route && isRuled(route)) {
            var call = new SimpleMethodInvocation(route.getBean(), route.getMethod(), new Object[0]);
            var decision =
                    rules.authorize(() -> SecurityContextHolder.getContext().getAuthentication(), call);
            if (decision != null && !decision.isGranted()) {
                throw new AccessDeniedException("the route's rule says no");
            }
        }
        return true;
    }

    private static boolean isRuled(HandlerMethod route) {
        return route.hasMethodAnnotation(PreAuthorize.class)
                || route.getBeanType().isAnnotationPresent(PreAuthorize.class);
    }
}
