package io.modelferry.control.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.web.filter.OncePerRequestFilter;

/** Ends the session of an operator who is one no more: the session itself does not know. */
final class RemovedOperatorFilter extends OncePerRequestFilter {

    private final Operators operators;

    RemovedOperatorFilter(Operators operators) {
        this.operators = operators;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var caller = SecurityContextHolder.getContext().getAuthentication();
        if (caller != null
                && caller.getPrincipal() instanceof UserDetails operator
                && operators.isRemoved(operator.getUsername())) {
            request.getSession().invalidate();
            SecurityContextHolder.clearContext(); // from here on nobody is there
        }
        chain.doFilter(request, response);
    }
}
