package io.modelferry.control.console;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/**
 * Who looks at the page. Pages hide what the viewer may not do; the server refuses it all the same.
 *
 * @param roles without the {@code ROLE_} prefix
 */
record Viewer(String name, Set<String> roles) {

    private static final String PREFIX = "ROLE_";
    private static final Viewer NOBODY = new Viewer("", Set.of());

    Viewer {
        roles = Set.copyOf(roles);
    }

    static Viewer of(@Nullable Authentication authentication) {
        if (authentication == null) {
            return NOBODY;
        }
        var roles = authentication.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .filter(authority -> authority != null && authority.startsWith(PREFIX))
                .map(authority -> authority.substring(PREFIX.length()))
                .collect(Collectors.toSet());
        return new Viewer(authentication.getName(), roles);
    }

    public boolean may(String role) {
        return roles.contains(role) || roles.contains("ADMIN");
    }

    public String initial() {
        return name.isEmpty() ? "" : name.substring(0, name.offsetByCodePoints(0, 1));
    }

    /** The roles as a person reads them, for example {@code operator, publisher}; what a role implies is left out. */
    public String roleNames() {
        if (roles.contains("ADMIN")) {
            return "admin";
        }
        return roles.stream()
                .filter(role -> roles.size() == 1 || !role.equals("VIEWER"))
                .map(role -> role.toLowerCase(Locale.ROOT).replace('_', '-'))
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
