package io.modelferry.loop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person's first hour in the console, by a real browser, against real processes. */
@Tag("system")
final class ConsoleBrowserTest {

    private static final String OWN_PASSWORD = "a password of my own";
    private static final String HOSTILE =
            "\"'><img src=x onerror=\"document.title='taken over'\"><script>document.title='taken over'</script>";
    private static final ContainsTextOptions PATIENTLY = new ContainsTextOptions().setTimeout(90_000);

    @Test
    void anOperatorSignsInPublishesEnrolsADeviceAndWatchesARolloutFinish(@TempDir Path folder) {
        try (var chromium = Chromium.open();
                var server =
                        ControlPlaneUnderTest.start(folder, List.of("--modelferry.devices.pending.ask-again=1s"))) {
            var page = chromium.page();
            signIn(page, server);
            publish(page, server, "1");
            profile(page);
            var joinString = enrol(page, server, "cam-01");
            try (var agent = AgentUnderTest.start(folder, "cam-01", server.devicesUrl(), joinString)) {
                accept(page, agent);
                page.navigate(server.consoleUrl() + "/devices");
                assertThat(page.locator("#device-list")).containsText("Online", PATIENTLY);

                rollOut(page, server, "1");
                watchItFinish(page);

                theFieldIsDrawn(page, server, agent);

                page.navigate(server.consoleUrl() + "/devices/" + agent.id());
                assertThat(page.locator("main")).containsText("meter-reader v1");
            }
            hostileTextsStayTexts(page, server);
            everyPageFitsAPhone(chromium, server);
            assertThat(chromium.complaints()) // Chromium notes the refusal that was asked for, and nothing else
                    .singleElement()
                    .matches(complaint -> complaint.contains("status of 422") && complaint.endsWith("/enrol"));
        }
    }

    static void signIn(Page page, ControlPlaneUnderTest server) {
        page.navigate(server.consoleUrl());
        page.getByLabel("Name").fill("admin");
        page.getByLabel("Password").fill(server.firstPassword());
        page.keyboard().press("Enter");

        page.waitForURL("**/password");
        page.locator("#current").fill(server.firstPassword());
        page.locator("#next").fill(OWN_PASSWORD);
        page.locator("#again").fill(OWN_PASSWORD);
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).containsText("First steps");
    }

    private static void publish(Page page, ControlPlaneUnderTest server, String version) {
        page.navigate(server.consoleUrl() + "/publish");
        page.locator("#model").fill("meter-reader");
        page.locator("#version").fill(version);
        page.locator("#file").setInputFiles(Applications.demoModel("meter-reader-" + version + ".onnx"));
        page.locator("#acceptance").setInputFiles(Applications.demoModel("acceptance.npz"));
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Publish"))
                .click();
        page.waitForURL("**/models/meter-reader/versions/" + version);
        assertThat(page.locator("#version-live")).containsText("All made and measured", PATIENTLY);
    }

    /** A real run of the queue, seen without a reload. */
    private static void profile(Page page) {
        assertThat(page.locator("#profile-live")).containsText("Not profiled yet");
        page.locator("#profile-it").click();
        assertThat(page.locator("#profile-live")).containsText("digit.gemm", PATIENTLY);
        assertThat(page.locator("#profile-live .treemap").first()).isVisible();
    }

    private static String enrol(Page page, ControlPlaneUnderTest server, String id) {
        page.navigate(server.consoleUrl() + "/enrol");
        page.locator("#id").fill(id);
        page.locator("[name=pending]").check();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Make a join string"))
                .click();
        var joinString = page.locator("#join-string");
        assertThat(joinString).containsText("ferry1:");
        assertThat(page.locator("#join-command")).containsText("--id " + id);
        return joinString.textContent();
    }

    /** The machine waits in the list, which follows by itself; a refusal without a reason is none; then it is let in. */
    private static void accept(Page page, AgentUnderTest agent) {
        page.locator("#joined")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Done"))
                .click();
        page.locator("#waits-" + agent.id()).click(new Locator.ClickOptions().setTimeout(90_000));
        var dialog = page.locator("#decide");
        assertThat(dialog).containsText("Let " + agent.id() + " join?");
        assertThat(agent.log())
                .contains(
                        "SHA-256 of its key is " + dialog.locator("#decide-key").textContent());
        dialog.getByText("Refuse", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(dialog.locator("[role=alert]")).containsText("characters that say why");
        dialog.getByText("Accept", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(page.locator("#waiting")).containsText("Nobody waits");
    }

    private static void rollOut(Page page, ControlPlaneUnderTest server, String version) {
        page.navigate(server.consoleUrl() + "/rollouts/new?model=meter-reader&version=" + version);
        page.getByLabel("Share of stage 1 in percent").fill("100");
        page.getByLabel("Soak of stage 1").fill("1 s");
        page.getByLabel("Share of stage 2 in percent").fill("");
        page.getByLabel("Share of stage 3 in percent").fill("");
        page.locator("#probation").fill("1 s");
        page.locator("#inferences").fill("0");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Create rollout"))
                .click();
        page.waitForURL("**/rollouts/r*");
    }

    /** Without a reload: the page itself must follow. */
    private static void watchItFinish(Page page) {
        page.evaluate("window.sameDocument = true");
        assertThat(page.locator("#rollout-live")).containsText("Finished", PATIENTLY);
        assertThat(page.locator("#devices-box")).containsText("Confirmed");
        assertThat(page.locator("#why")).not().isEmpty();
        assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);
    }

    /** Windows that a real agent sent, through the real query, as a picture, a table and CSV; then one line a site. */
    private static void theFieldIsDrawn(Page page, ControlPlaneUnderTest server, AgentUnderTest agent) {
        agent.awaitServing(LoopContract.MODEL, LoopContract.PICTURE);
        page.navigate(server.consoleUrl() + "/models/meter-reader/field");
        var throughput = page.locator("[data-field=throughput]");
        assertThat(throughput.locator("canvas")).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
        assertThat(throughput.locator(".bar-legend")).containsText("v1");
        throughput.locator("summary").click();
        assertThat(throughput.locator("table")).containsText("v1");
        assertThat(throughput.locator(".chart-csv"))
                .hasAttribute("href", Pattern.compile("^/api/v1/telemetry/query\\?.*format=csv$"));
        assertThat(page.locator("[data-field=accuracy]")).containsText("No labels in the last 10 min");

        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Site").setExact(true))
                .click();
        assertThat(throughput.locator(".bar-legend")).not().containsText("v1");
        assertThat(throughput.locator("canvas")).isVisible();
    }

    /** What people and devices may write freely, wherever it is shown. A script that ran would have changed the title. */
    private static void hostileTextsStayTexts(Page page, ControlPlaneUnderTest server) {
        try (var client = server.client()) {
            var why = Map.of("reason", HOSTILE);
            client.patch("/devices/cam-01", Map.of("attributes", Map.of("note", HOSTILE)));
            client.put("/devices/cam-01/opt-out", why);
            client.put("/devices/cam-01/pins/meter-reader", why);
            client.put("/models/meter-reader/aliases/production", Map.of("version", "1", "reason", HOSTILE));
            client.post("/webhooks", Map.of("name", HOSTILE, "url", "https://93.184.216.34/"));
            client.put("/freeze", why);
        }
        for (var path : List.of("/devices/cam-01", "/models/meter-reader", "/webhooks", "/audit")) {
            page.navigate(server.consoleUrl() + path);
            assertThat(page.locator("main")).containsText(HOSTILE);
            assertThat(page.locator("aside.frozen")).containsText(HOSTILE);
            assertThat(page.locator("img[src=x]")).hasCount(0);
            assertThat(page.title()).as(path).doesNotContain("taken over");
        }
        try (var client = server.client()) {
            client.delete("/freeze", Map.of("reason", "the scare is over"));
        }
    }

    private static void everyPageFitsAPhone(Chromium chromium, ControlPlaneUnderTest server) {
        var page = chromium.page();
        page.setViewportSize(390, 844);
        for (var path : List.of(
                "/",
                "/models",
                "/models/meter-reader",
                "/models/meter-reader/field",
                "/models/meter-reader/versions/1",
                "/models/meter-reader/compare",
                "/devices",
                "/devices/cam-01",
                "/enrol",
                "/rollouts",
                "/audit")) {
            page.navigate(server.consoleUrl() + path);
            assertThat(chromium.sidewaysScroll())
                    .as("sideways scroll of " + path)
                    .isZero();
        }
    }
}
