package io.modelferry.control.console;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.ModelferryConfiguration.Oidc;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.SessionAttribute;

/** The form that asks who is there. Who may enter is decided by the security chain. */
@Controller
class SignInPage {

    private final Oidc provider;

    SignInPage(ModelferryConfiguration configuration) {
        this.provider = configuration.oidc();
    }

    @GetMapping("/login")
    String signIn(Model page) {
        page.addAttribute("provider", provider.console() ? provider.label() : null);
        return "login";
    }

    /**
     * For who is known to the provider, but has no role here.
     *
     * @param stranger the name that the provider gave; empty for none
     */
    @GetMapping("/login/no-role")
    String noRole(@SessionAttribute(name = "oidc.no-role", required = false) @Nullable String stranger, Model page) {
        if (stranger == null) {
            return "redirect:/login";
        }
        page.addAttribute("stranger", stranger);
        page.addAttribute("provider", provider);
        return "no-role";
    }
}
