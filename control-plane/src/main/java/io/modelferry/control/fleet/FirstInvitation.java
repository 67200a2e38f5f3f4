package io.modelferry.control.fleet;

import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes a join string into {@code modelferry.devices.join-file} once, for machines that enrol by themselves. */
@Component
class FirstInvitation {

    private static final Logger log = LoggerFactory.getLogger(FirstInvitation.class);

    private final Invitations invitations;
    private final String file;

    FirstInvitation(Invitations invitations, ModelferryConfiguration configuration) {
        this.invitations = invitations;
        this.file = configuration.devices().joinFile();
    }

    @EventListener(ApplicationReadyEvent.class)
    void write() {
        if (file.isBlank() || Files.exists(Path.of(file))) {
            return;
        }
        var request = new TokenRequest("*", "standard", "default", false, 1000, Duration.ofDays(365), false);
        var token = invitations.invite(request, "system");
        DataFolder.write(Path.of(file), (token.joinString() + "\n").getBytes(StandardCharsets.UTF_8));
        log.info("join string written file={}", file);
    }
}
