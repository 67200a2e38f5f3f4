package io.modelferry.control.optimisation.making;

import io.modelferry.control.optimisation.Studies;
import io.modelferry.control.optimisation.Studies.ProfileView;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Versions;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The profile of a published file over HTTP. */
@RestController
class ProfileController {

    private final Studies studies;
    private final Versions versions;

    ProfileController(Studies studies, Versions versions) {
        this.studies = studies;
        this.versions = versions;
    }

    @GetMapping(path = "/api/v1/models/{model}/versions/{version}/profile", produces = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("hasRole('VIEWER')")
    ProfileView profile(@PathVariable String model, @PathVariable String version) {
        var key = new VersionKey(model, version);
        if (versions.find(key.model(), key.version()).isEmpty()) {
            throw Refusal.notFound("version", model + "@" + version);
        }
        return studies.profile(key.model(), key.version())
                .orElseThrow(() -> new Refusal(
                        HttpStatus.NOT_FOUND,
                        "profile-not-found",
                        "%1$s@%2$s was not profiled yet: ferry model optimize %1$s@%2$s --technique %3$s, or the button on its page."
                                .formatted(model, version, Studies.PROFILE)));
    }
}
