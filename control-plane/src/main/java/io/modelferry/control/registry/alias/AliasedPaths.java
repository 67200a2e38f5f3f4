package io.modelferry.control.registry.alias;

import io.modelferry.control.registry.VersionNames;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Lets every path with {@code {model}} and {@code {version}} take an alias: the controller behind it sees the version. Only a
 * publication is left alone, since its name is new.
 */
@Component
class AliasedPaths implements HandlerInterceptor, WebMvcConfigurer {

    private final VersionNames names;

    AliasedPaths(VersionNames names) {
        this.names = names;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/v1/models/**", "/models/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> path
                && path.get("model") instanceof String model
                && path.get("version") instanceof String version
                && !HttpMethod.PUT.matches(request.getMethod())) {
            var resolved = new HashMap<Object, Object>(path);
            resolved.put(
                    "version",
                    names.resolve(new ModelName(model), new VersionName(version))
                            .value());
            request.setAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, resolved);
        }
        return true;
    }
}
