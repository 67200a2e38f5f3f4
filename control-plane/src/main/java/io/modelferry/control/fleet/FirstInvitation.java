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

    private final Enrolment enrolment;
    private final String file;

    FirstInvitation(Enrolment enrolment, ModelferryConfiguration configuration) {
        this.enrolment = enrolment;
        this.file = configuration.devices().joinFile();
    }

    @EventListener(ApplicationReadyEvent.class)
    void write() {
        if (file.isBlank() || Files.exists(Path.of(file))) {
            return;
        }
        var request = new TokenRequest("*", "standard", "default", false, 1000, Duration.ofDays(365), false);
        var token = enrolment.invite(request, "system");
        DataFolder.write(Path.of(file), (token.joinString() + "\n").getBytes(StandardCharsets.UTF_8));
        log.info("join string written file={}", file);
    }
}
