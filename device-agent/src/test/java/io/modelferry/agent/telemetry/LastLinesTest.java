package io.modelferry.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import io.modelferry.protocol.report.UpdateEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

class LastLinesTest {

    private final LastLines lines = new LastLines();

    private Logger logger(String name) {
        var context = new LoggerContext();
        var appender = new LastLinesAppender(lines);
        appender.setContext(context);
        appender.start();
        context.getLogger("ROOT").addAppender(appender);
        return context.getLogger(name);
    }

    @Test
    void keepsTheNewestLinesWithinTheirBounds() {
        for (var i = 0; i < 1000; i++) {
            lines.add("line " + i + " " + "x".repeat(i));
        }

        assertThat(lines.newest())
                .hasSize(UpdateEvent.MAX_LOG_LINES)
                .allMatch(line -> line.length() <= LastLines.LONGEST_LINE);
        assertThat(lines.newest().getLast()).startsWith("line 999 ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no connection to https://ann:hunter2@host:8443/x | no connection to https://***@host:8443/x
            refused ferry1:0a1b2c:once-only-secret           | refused ferry1:***
            GET /blob?token=abc123&part=2                    | GET /blob?token=***&part=2
            header Authorization: Bearer eyJhbGciOi.x.y      | header Authorization: Bearer ***
            {"apiKey": "abc", "n": 3}                        | {"apiKey": ***, "n": 3}
            X-Amz-Signature=00ff00 expired                   | X-Amz-Signature=*** expired
            update FETCHING→PATCHING bytes=1048576           | update FETCHING→PATCHING bytes=1048576
            connected to ssl://host:8883                     | connected to ssl://host:8883""")
    void masksCredentials(String said, String kept) {
        lines.add(said);

        assertThat(lines.newest()).containsExactly(kept);
    }

    @Test
    void masksAKeyAndKeepsALineALine() {
        lines.add("read\n-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\nand went on");

        assertThat(lines.newest()).containsExactly("read *** and went on");
    }

    @Test
    void keepsTheAgentsOwnLinesAndNobodyElses() {
        logger("io.modelferry.agent.update.Updater").info("goal {} accepted", 7);
        logger("org.example.Application").warn("the customer's name is Ann");
        logger("io.modelferry.agent.update.Updater").debug("not worth sending");

        assertThat(lines.newest()).singleElement().asString().endsWith(" INFO Updater: goal 7 accepted");
    }

    @Test
    void keepsOfAnExceptionItsClassAndPlaceButNotWhatItSays() {
        var madeOfAnInput = new NumberFormatException("For input string: \"4711-secret-reading\"");

        logger("io.modelferry.agent.serving.InferenceServer").error("a request was not answered", madeOfAnInput);

        assertThat(lines.newest())
                .singleElement()
                .asString()
                .contains("a request was not answered (java.lang.NumberFormatException at io.modelferry.agent.")
                .doesNotContain("4711");
    }

    @Test
    void isWhatTheShippedConfigurationWritesTo() throws Exception {
        var context = new LoggerContext();
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(getClass().getResource("/logback-agent.xml"));

        context.getLogger("io.modelferry.agent.Test").info("seen by the shipped configuration");

        assertThat(LastLines.OF_THIS_PROCESS.newest())
                .isNotNull()
                .last()
                .asString()
                .endsWith("seen by the shipped configuration");
        context.stop();
    }

    @Test
    void knowsNoLinesWhereNobodyWritesAny() {
        assertThat(lines.newest()).isEqualTo((List<String>) null);
    }
}
