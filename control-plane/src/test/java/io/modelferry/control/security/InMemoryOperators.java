package io.modelferry.control.security;

import io.modelferry.control.platform.Refusal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** Operators without a database, each with their own name as password. */
public class InMemoryOperators extends Operators {

    private final Map<String, Set<Role>> roles = new TreeMap<>();

    public InMemoryOperators(Map<String, Set<Role>> roles) {
        super(null, null, null, null);
        this.roles.putAll(roles);
    }

    @Override
    public UserDetails loadUserByUsername(String name) {
        if (!roles.containsKey(name)) {
            throw new UsernameNotFoundException("no such operator");
        }
        return User.withUsername(name)
                .password("{noop}" + name)
                .authorities(Role.authorities(roles.get(name)))
                .build();
    }

    @Override
    public boolean mustChangePassword(String name) {
        return false;
    }

    @Override
    public void changePassword(String name, String current, String next) {
        if (!current.equals(name)) {
            throw Refusal.invalid("wrong-password", "The current password is not right.");
        }
    }
}
