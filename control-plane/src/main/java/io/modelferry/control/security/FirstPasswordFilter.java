package io.modelferry.control.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.web.filter.OncePerRequestFilter;

/** Who still has the password that was printed at the first start can do one thing only: choose another. */
final class FirstPasswordFilter extends OncePerRequestFilter {

    private static final String DONE = FirstPasswordFilter.class.getName() + ".done";

    private final Operators operators;
    private final ProblemResponses problems;

    FirstPasswordFilter(Operators operators, ProblemResponses problems) {
        this.operators = operators;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        var path = request.getServletPath();
        return path.equals("/password")
                || path.equals("/logout")
                || path.equals("/login")
                || path.startsWith("/assets/")
                || path.startsWith("/webjars/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var caller = SecurityContextHolder.getContext().getAuthentication();
        if (caller != null && caller.getPrincipal() instanceof UserDetails operator && mustChange(request, operator)) {
            if (request.getServletPath().startsWith("/api/")) {
                problems.write(
                        response,
                        HttpStatus.FORBIDDEN,
                        "password-change-required",
                        "Choose a password of your own first, on the console's page /password.");
            } else {
                response.sendRedirect(request.getContextPath() + "/password");
            }
            return;
        }
        chain.doFilter(request, response);
    }

    /** Asked once a session: a password once chosen is never again the printed one. */
    private boolean mustChange(HttpServletRequest request, UserDetails operator) {
        var session = request.getSession(false);
        if (session != null && session.getAttribute(DONE) != null) {
            return false;
        }
        if (operators.mustChangePassword(operator.getUsername())) {
            return true;
        }
        if (session != null) {
            session.setAttribute(DONE, true);
        }
        return false;
    }
}
