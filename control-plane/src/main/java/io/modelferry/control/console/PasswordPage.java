package io.modelferry.control.console;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.Operators;
import java.security.Principal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Where an operator chooses a password; who still has the printed one sees nothing else. */
@Controller
class PasswordPage {

    private final Operators operators;

    PasswordPage(Operators operators) {
        this.operators = operators;
    }

    @GetMapping("/password")
    String form(Principal operator, Model page) {
        page.addAttribute("first", operators.mustChangePassword(operator.getName()));
        return "password";
    }

    @PostMapping("/password")
    String change(
            Principal operator,
            @RequestParam String current,
            @RequestParam String next,
            @RequestParam String again,
            Model page) {
        try {
            if (!next.equals(again)) {
                throw Refusal.invalid("not-the-same", "The new password was typed differently the second time.");
            }
            operators.changePassword(operator.getName(), current, next);
            return "redirect:/";
        } catch (Refusal refusal) {
            page.addAttribute("problem", refusal.detail());
            return form(operator, page);
        }
    }
}
