package io.modelferry.loop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maintenance windows of a rollout, of a site and of a device, set in the console by a real browser, against real processes. */
@Tag("system")
final class WindowsBrowserTest {

    /** Far from the clocks of server and browser, and without a night in which the hour changes. */
    private static final ZoneId ZONE = ZoneId.of("Asia/Tokyo");

    /** Places are read once a minute. */
    private static final ContainsTextOptions PATIENTLY = new ContainsTextOptions().setTimeout(150_000);

    private static final String NONE = "";

    private final Instant began = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    private final String open = window(-3, 3);
    private final String soon = window(2, 3);
    private final String late = window(4, 5);

    /** @param from in hours from now on, where the device stands */
    private String window(int from, int until) {
        return clock(from) + "-" + clock(until);
    }

    private LocalTime clock(int hours) {
        return began.plus(hours, ChronoUnit.HOURS).atZone(ZONE).toLocalTime();
    }

    @Test
    void aDeviceIsGivenNothingUntilTheWindowsOfRolloutSiteAndDeviceAreOpen(@TempDir Path folder) throws IOException {
        try (var chromium = Chromium.open();
                var server = ControlPlaneUnderTest.start(folder, List.of());
                var client = server.client()) {
            var page = chromium.page();
            ConsoleBrowserTest.signIn(page, server);
            LoopContract.publish(client, "1");
            try (var agent = LoopContract.enrol(folder, client, server, "cam-01")) {
                page.navigate(server.consoleUrl() + "/devices");
                assertThat(page.locator("#device-list")).containsText("Online", PATIENTLY);
                isRefusedInTheDialog(page, server);

                describe(page, server, open, open);
                rollOut(page, server, soon);
                waitsUntil(page, 2);
                stop(page);

                describe(page, server, soon, open);
                var rollout = rollOut(page, server, open);
                waitsUntil(page, 2);

                describe(page, server, soon, late);
                page.navigate(rollout);
                assertThat(page.locator("#why"))
                        .containsText("cam-01 (rollout, site, device) are never open", PATIENTLY);

                describe(page, server, NONE, window(2, 4));
                page.navigate(rollout);
                waitsUntil(page, 2);
                assertThat(client.get("/devices/" + agent.id()).path("running").isEmpty())
                        .isTrue();

                describe(page, server, NONE, NONE);
                page.navigate(rollout);
                assertThat(page.locator("#rollout-live")).containsText("Finished", PATIENTLY);
            }
            assertThat(chromium.complaints()) // Chromium notes the refusal that was asked for, and nothing else
                    .singleElement()
                    .matches(complaint -> complaint.contains("status of 422"));
        }
    }

    private static void isRefusedInTheDialog(Page page, ControlPlaneUnderTest server) {
        var dialog = edit(page, server);
        dialog.locator("#describe-window").fill("at night");
        dialog.locator("#describe-site-window").fill("22:00-04:00");
        save(dialog);
        assertThat(dialog.locator("[role=alert]")).containsText("'at night' is no window");
        page.reload();
        assertThat(page.locator("#device-live")).not().containsText("of its site");
    }

    private void describe(Page page, ControlPlaneUnderTest server, String own, String site) {
        var dialog = edit(page, server);
        dialog.locator("#describe-zone").fill(ZONE.getId());
        dialog.locator("#describe-window").fill(own);
        dialog.locator("#describe-site-window").fill(site);
        save(dialog);
        assertThat(dialog).isHidden();
        shows(page, own, "of its own");
        shows(page, site, "of its site");
    }

    private static Locator edit(Page page, ControlPlaneUnderTest server) {
        page.navigate(server.consoleUrl() + "/devices/cam-01");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Edit").setExact(true))
                .click();
        return page.locator("#describe");
    }

    private static void save(Locator dialog) {
        dialog.getByText("Save", new Locator.GetByTextOptions().setExact(true)).click();
    }

    private static void shows(Page page, String window, String whose) {
        var live = assertThat(page.locator("#device-live"));
        if (window.equals(NONE)) {
            live.not().containsText(whose);
        } else {
            live.containsText(window + " " + whose);
        }
    }

    /** @return its page */
    private static String rollOut(Page page, ControlPlaneUnderTest server, String window) {
        page.navigate(server.consoleUrl() + "/rollouts/new?model=meter-reader&version=1");
        page.getByLabel("Share of stage 1 in percent").fill("100");
        page.getByLabel("Soak of stage 1").fill("1 s");
        page.getByLabel("Share of stage 2 in percent").fill("");
        page.getByLabel("Share of stage 3 in percent").fill("");
        page.locator("#probation").fill("1 s");
        page.locator("#inferences").fill("0");
        page.locator("#more summary").click();
        page.locator("#window").fill(window);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Create rollout"))
                .click();
        page.waitForURL("**/rollouts/r*");
        assertThat(page.locator("#hours")).containsText(window + ", by each device’s clock");
        return page.url();
    }

    private void waitsUntil(Page page, int hours) {
        var opens = began.plus(hours, ChronoUnit.HOURS);
        assertThat(page.locator("#why"))
                .containsText("outside the maintenance window, which opens at " + opens, PATIENTLY);
    }

    private static void stop(Page page) {
        page.locator("#do-stop").click();
        page.locator("#reason-stop").fill("its window is too late");
        page.locator("#order-stop [type=submit]").click();
        assertThat(page.locator("#rollout-live")).containsText("Stopped");
    }
}
