package io.modelferry.control.console;

import io.modelferry.control.fleet.PendingDevices;
import io.modelferry.control.platform.ModelferryConfiguration;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** How machines join: a form that makes a join string, and those that wait to be accepted. */
@Controller
@PreAuthorize("hasRole('FLEET_ADMIN')")
class EnrolPage {

    private static final int SHOWN = 50;

    private final PendingDevices pending;
    private final String server;

    EnrolPage(PendingDevices pending, ModelferryConfiguration configuration) {
        this.pending = pending;
        this.server = "https://" + configuration.devices().publicHost() + ":"
                + configuration.devices().port();
    }

    /** The join string itself comes from the API and is shown once, by the browser. */
    @GetMapping("/enrol")
    String enrol(Model page) {
        page.addAttribute("server", server);
        fill(page);
        return "enrol";
    }

    @GetMapping("/enrol/waiting")
    String waiting(Model page) {
        fill(page);
        return "enrol :: waiting";
    }

    private void fill(Model page) {
        page.addAttribute("waiting", pending.waiting(SHOWN));
        page.addAttribute("count", pending.count());
    }
}
