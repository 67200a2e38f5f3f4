package io.modelferry.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No EMQX runs here: its template is read, and must give everybody what Mosquitto's rules give, which {@code MosquittoRulesTest} runs. */
final class EmqxTemplateTest {

    private static final Path DEPLOY = Path.of("..", "deploy").toAbsolutePath().normalize();
    private static final String SHARE = "$share/control/";
    private static final Pattern ALLOW = Pattern.compile(
            "\\{allow, (all|\\{username, (?<re>\\{re, )?\"(?<name>[^\"]+)\"\\}?\\}), (?<act>all|publish|subscribe),\\s*\\[(?<topics>[^\\]]*)\\]\\}\\.");

    private record Right(boolean write, String filter) {}

    /** @param name who has it, {@code null} for everybody */
    private record Rule(Pattern name, Right right) {

        boolean holds(String user) {
            return name == null || name.matcher(user).matches();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "control.plane",
                "control.plane.2",
                "control.plane.4",
                "control.plane.5",
                "controlXplane",
                "fleet.dashboard",
                "cam-01"
            })
    void givesEverybodyWhatMosquittoGives(String user) throws IOException {
        assertThat(rightsOf(user, emqx())).isEqualTo(rightsOf(user, mosquitto()));
    }

    @Test
    void letsTheControlPlaneShareWhatDevicesPublish() throws IOException {
        assertThat(template()).contains("\"" + SHARE + "fleet/v1/#\"");
    }

    @Test
    void deniesTheRestInTheEndAndOnlyThen() throws IOException {
        var rules = block("erlang").strip();

        assertThat(rules).endsWith("{deny, all}.").containsOnlyOnce("{deny");
        assertThat(block("hocon")).contains("no_match = deny");
    }

    @Test
    void takesTheNameFromACertificateAlone() throws IOException {
        assertThat(block("hocon"))
                .contains("verify = verify_peer", "fail_if_no_peer_cert = true")
                .contains("mqtt.peer_cert_as_clientid = cn", "mqtt.peer_cert_as_username = cn")
                .containsPattern("listeners\\.tcp\\.default\\.enable += false")
                .containsPattern("listeners\\.ws\\.default\\.enable += false")
                .containsPattern("listeners\\.wss\\.default\\.enable += false");
    }

    private static Set<Right> rightsOf(String user, List<Rule> rules) {
        var rights = new HashSet<Right>();
        rules.stream()
                .filter(rule -> rule.holds(user))
                .forEach(rule -> rights.add(new Right(
                        rule.right().write(),
                        rule.right().filter().replace("%u", user).replace("${username}", user))));
        return rights;
    }

    private static List<Rule> emqx() throws IOException {
        var rules = new ArrayList<Rule>();
        var found = ALLOW.matcher(block("erlang"));
        while (found.find()) {
            var name = found.group("name");
            var who = name == null
                    ? null
                    : Pattern.compile(found.group("re") == null ? Pattern.quote(name) : name.replace("\\\\", "\\"));
            for (var topic : found.group("topics").split(",")) {
                var filter = topic.strip().replace("\"", "").replace(SHARE, "");
                if (!found.group("act").equals("subscribe")) {
                    rules.add(new Rule(who, new Right(true, filter)));
                }
                if (!found.group("act").equals("publish")) {
                    rules.add(new Rule(who, new Right(false, filter)));
                }
            }
        }
        assertThat(ALLOW.matcher(block("erlang")).results().count())
                .as("rules that are read")
                .isEqualTo(block("erlang").split("\\{allow", -1).length - 1);
        return rules;
    }

    private static List<Rule> mosquitto() throws IOException {
        var rules = new ArrayList<Rule>();
        Pattern user = null;
        for (var line : Files.readAllLines(DEPLOY.resolve("mosquitto").resolve("acl"))) {
            var words = line.strip().split(" ");
            switch (words[0]) {
                case "user" -> user = Pattern.compile(Pattern.quote(words[1]));
                case "topic" -> rules.addAll(rules(user, words));
                case "pattern" -> rules.addAll(rules(null, words));
                default -> assertThat(line).matches("(#.*)?");
            }
        }
        return rules;
    }

    private static List<Rule> rules(Pattern who, String[] words) {
        var rules = new ArrayList<Rule>();
        if (words[1].endsWith("write")) {
            rules.add(new Rule(who, new Right(true, words[2])));
        }
        if (words[1].startsWith("read")) {
            rules.add(new Rule(who, new Right(false, words[2])));
        }
        return rules;
    }

    private static String block(String language) throws IOException {
        var text = template();
        var start = text.indexOf("```" + language) + 3 + language.length();
        return text.substring(start, text.indexOf("```", start));
    }

    private static String template() throws IOException {
        return Files.readString(DEPLOY.resolve("emqx").resolve("README.md"));
    }
}
