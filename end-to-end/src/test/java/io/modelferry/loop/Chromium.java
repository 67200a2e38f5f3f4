package io.modelferry.loop;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.modelferry.programs.SystemProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The system's Chromium with one page. Whatever the page complains about is kept: a broken policy shows up there. */
final class Chromium implements AutoCloseable {

    private static final List<String> QUIET = List.of(
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Chromium(Playwright playwright, Path program) {
        this.playwright = playwright;
        var browser = playwright
                .chromium()
                .launch(new LaunchOptions().setExecutablePath(program).setArgs(QUIET));
        this.page = browser.newContext(new Browser.NewContextOptions()
                        .setViewportSize(1440, 900)
                        .setTimezoneId("Europe/Berlin"))
                .newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text() + " at " + page.url());
            }
        });
    }

    /** Skips the test where there is no Chromium. */
    static Chromium open() {
        var program = SystemProgram.CHROMIUM.require();
        var quietly = new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
        return new Chromium(Playwright.create(quietly), program);
    }

    Page page() {
        return page;
    }

    List<String> complaints() {
        return complaints;
    }

    /** One picture of the whole page for each of light and dark, 1440 and 390 pixels wide. */
    void photograph(Path folder, String name) {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (var width : List.of(1440, 390)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                page.setViewportSize(width, width == 390 ? 844 : 900);
                var file = folder.resolve(
                        "%s-%s-%d.png".formatted(name, scheme.name().toLowerCase(), width));
                page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
            }
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(1440, 900);
    }

    /** By how many pixels the page is wider than its window; 0 if nobody has to scroll sideways. */
    int sidewaysScroll() {
        var script = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        return ((Number) page.evaluate(script)).intValue();
    }

    @Override
    public void close() {
        playwright.close();
    }
}
