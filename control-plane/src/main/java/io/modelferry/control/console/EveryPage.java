package io.modelferry.control.console;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.tombstone.Tombstones.Tombstone;
import io.modelferry.protocol.MalformedMessage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.ModelAndView;

/** What every page of the console has: its viewer, its security headers, and refusals in words. */
@ControllerAdvice(basePackageClasses = EveryPage.class)
class EveryPage {

    /** Everything comes from this server, nothing inline: a script that slips into a page does not run. */
    static final String CONTENT_SECURITY_POLICY = """
            default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
            form-action 'self'; base-uri 'none'; frame-ancestors 'none'""";

    @ModelAttribute("viewer")
    Viewer viewer(@Nullable Authentication authentication, HttpServletResponse response) {
        protect(response);
        return Viewer.of(authentication);
    }

    @ExceptionHandler(Refusal.class)
    ModelAndView refused(Refusal refusal, HttpServletRequest request, HttpServletResponse response) {
        var page = refusalPage(refusal.status(), refusal.detail(), request, response);
        if (refusal.status() == HttpStatus.GONE && refusal.facts().get("tombstone") instanceof Tombstone tombstone) {
            page.setViewName("tombstone");
            page.addObject("tombstone", tombstone);
        }
        return page;
    }

    /** An id in the address that no id can look like: there is no such thing. */
    @ExceptionHandler(MalformedMessage.class)
    ModelAndView unknown(HttpServletRequest request, HttpServletResponse response) {
        return refusalPage(HttpStatus.NOT_FOUND, "There is nothing at this address.", request, response);
    }

    @ExceptionHandler(AccessDeniedException.class)
    ModelAndView forbidden(HttpServletRequest request, HttpServletResponse response) {
        var detail = "Your roles do not include this. Ask an administrator of this installation.";
        return refusalPage(HttpStatus.FORBIDDEN, detail, request, response);
    }

    private static ModelAndView refusalPage(
            HttpStatus status, String detail, HttpServletRequest request, HttpServletResponse response) {
        protect(response);
        var page = new ModelAndView("refusal");
        page.setStatus(status);
        page.addObject("status", status.value());
        page.addObject("detail", detail);
        page.addObject("viewer", Viewer.of(request.getUserPrincipal() instanceof Authentication who ? who : null));
        return page;
    }

    private static void protect(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
    }
}
