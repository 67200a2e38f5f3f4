package io.modelferry.control.fleet;

import io.modelferry.control.fleet.Sites.SiteView;
import io.modelferry.control.platform.Refusal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Sites and their maintenance windows. */
@RestController
@RequestMapping("/api/v1/sites")
class SiteController {

    private final Sites sites;

    SiteController(Sites sites) {
        this.sites = sites;
    }

    /** @param next null: all are on one page */
    record SitePage(List<SiteView> items, @Nullable String next) {}

    record WindowRequest(@Nullable String window) {}

    @GetMapping
    @PreAuthorize("hasRole('VIEWER')")
    SitePage sites() {
        return new SitePage(sites.all(), null);
    }

    @PutMapping("/{site}/window")
    @PreAuthorize("hasRole('FLEET_ADMIN')")
    SiteView set(@PathVariable String site, @RequestBody WindowRequest request) {
        if (request.window() == null) {
            throw Refusal.invalid("bad-window", "window: required.", Map.of("field", "window"));
        }
        return sites.setWindow(site, request.window());
    }

    @DeleteMapping("/{site}/window")
    @PreAuthorize("hasRole('FLEET_ADMIN')")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void clear(@PathVariable String site) {
        sites.clearWindow(site);
    }
}
