package io.modelferry.control.security;

import io.modelferry.control.platform.CannotStart;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.ModelferryConfiguration.Oidc;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who somebody is here, and what they may do, by the claims of the provider. What is not mapped gives nothing. */
@Component
class OidcRoles {

    /** Keeps the provider's names apart from ours: nobody there can be called {@code admin} or {@code token:ci} here. */
    private static final String PREFIX = "oidc:";

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}\\p{P}\\p{S}]{1,200}");

    private final Oidc settings;
    private final Map<Role, Set<String>> values = new EnumMap<>(Role.class);

    /** @throws CannotStart if a provider is configured by which nobody could come in, or a role that is none */
    OidcRoles(ModelferryConfiguration configuration) {
        this.settings = configuration.oidc();
        settings.roles().forEach((role, claims) -> values.put(role(role), Set.copyOf(claims)));
        if (settings.on() && values.isEmpty()) {
            throw new CannotStart("modelferry.oidc.issuer is set but no role is mapped, so nobody could come in: set"
                    + " modelferry.oidc.roles.<role>=<value of the claim " + settings.groupsClaim() + ">");
        }
        if (settings.on() && !settings.console() && !settings.api()) {
            throw new CannotStart(
                    "modelferry.oidc.issuer is set, but neither modelferry.oidc.client-id, for the console,"
                            + " nor modelferry.oidc.audience, for the API");
        }
    }

    /** @param name as the audit trail has it; empty if the claims name nobody */
    record Entrant(String name, Set<Role> roles) {

        boolean admitted() {
            return !name.isEmpty() && !roles.isEmpty();
        }
    }

    Entrant entrant(Map<String, Object> claims) {
        var name = claim(claims, settings.nameClaim()) instanceof String text
                        && NAME.matcher(text).matches()
                ? PREFIX + text
                : "";
        var given = strings(claim(claims, settings.groupsClaim())).collect(Collectors.toUnmodifiableSet());
        var roles = values.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(given::contains))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        return new Entrant(name, roles);
    }

    /** Whether somebody may come from the provider who has this role. */
    boolean mayGive(Role role) {
        return settings.on() && values.keySet().stream().flatMap(Role::implied).anyMatch(role::equals);
    }

    /** Whole, or a path into objects, as Keycloak's {@code realm_access.roles}. */
    private static @Nullable Object claim(Map<String, Object> claims, String path) {
        if (claims.containsKey(path)) {
            return claims.get(path);
        }
        Object here = claims;
        for (var step : path.split("\\.")) {
            here = here instanceof Map<?, ?> object ? object.get(step) : null;
        }
        return here;
    }

    private static Stream<String> strings(@Nullable Object claim) {
        return switch (claim) {
            case String one -> Stream.of(one);
            case Collection<?> many ->
                many.stream().filter(String.class::isInstance).map(String.class::cast);
            case null, default -> Stream.empty();
        };
    }

    /** Also as an environment variable spells it, without hyphens. */
    private static Role role(String typed) {
        var wanted = typed.replaceAll("[-_]", "").toUpperCase(Locale.ROOT);
        return Arrays.stream(Role.values())
                .filter(role -> role.name().replace("_", "").equals(wanted))
                .findFirst()
                .orElseThrow(() -> new CannotStart("modelferry.oidc.roles." + typed + " names no role; there are "
                        + List.of(Role.values()).toString().toLowerCase(Locale.ROOT)));
    }
}
