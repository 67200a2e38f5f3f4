package io.modelferry.control.security;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/** Where signing out leads besides here. */
public interface SignOut {

    /**
     * Browsers hold the redirect behind the form that signs somebody out against the {@code form-action} of its page.
     *
     * @return scheme, host and port; empty if it leads nowhere else
     */
    Optional<String> origin(@Nullable Authentication operator);
}
