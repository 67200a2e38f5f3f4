package io.modelferry.control.console;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.tombstone.Tombstones.Tombstone;
import io.modelferry.control.security.ContentPolicy;
import io.modelferry.control.security.SignOut;
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

    private final SignOut signOut;

    EveryPage(SignOut signOut) {
        this.signOut = signOut;
    }

    @ModelAttribute("viewer")
    Viewer viewer(@Nullable Authentication authentication, HttpServletResponse response) {
        protect(authentication, response);
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

    private ModelAndView refusalPage(
            HttpStatus status, String detail, HttpServletRequest request, HttpServletResponse response) {
        var authentication = request.getUserPrincipal() instanceof Authentication who ? who : null;
        protect(authentication, response);
        var page = new ModelAndView("refusal");
        page.setStatus(status);
        page.addObject("status", status.value());
        page.addObject("detail", detail);
        page.addObject("viewer", Viewer.of(authentication));
        return page;
    }

    private void protect(@Nullable Authentication authentication, HttpServletResponse response) {
        var leadsTo = signOut.origin(authentication).map(origin -> " " + origin).orElse("");
        response.setHeader("Content-Security-Policy", ContentPolicy.STRICT + leadsTo);
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
    }
}
