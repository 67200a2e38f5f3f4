package io.modelferry.control.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where no message may go, in every dress it may come in. */
final class NetworkRulesTest {

    private static final Map<String, String> ZONE = Map.of(
            "public.example", "93.184.216.34",
            "inside.example", "10.1.2.3",
            "metadata.example", "169.254.169.254",
            "mixed.example", "93.184.216.34 127.0.0.1",
            "localhost", "127.0.0.1",
            "localhost.", "127.0.0.1");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://127.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0/",
                "https://0.0.0.0/",
                "https://localhost/",
                "https://LOCALHOST./",
                "https://[::1]/",
                "https://[::]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[::127.0.0.1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[2002:7f00:1::]/",
                "https://[2001:0:7f00:1::]/",
                "https://[fe80::1]/",
                "https://[fc00::1]/",
                "https://[fd00:ec2::254]/latest/meta-data/",
                "https://10.0.0.1/",
                "https://172.16.0.1/",
                "https://172.31.255.255/",
                "https://192.168.1.1/",
                "https://100.64.0.1/",
                "https://169.254.169.254/latest/meta-data/",
                "https://100.100.100.200/",
                "https://168.63.129.16/",
                "https://192.0.0.192/",
                "https://198.18.0.1/",
                "https://224.0.0.1/",
                "https://240.0.0.1/",
                "https://255.255.255.255/",
                "https://[ff02::1]/",
                "https://inside.example/",
                "https://metadata.example/",
                "https://mixed.example/",
                "https://nowhere.example/",
                "http://public.example/",
                "http://127.0.0.1/",
                "https://public.example@127.0.0.1/",
                "https://user:pass@public.example/",
                "https://public.example/#fragment",
                "https://public.example:0/",
                "https://public.example:65536/",
                "https://public.example/\r\nX-Injected: yes",
                "https://public.example/with space",
                "https://pu\u0431lic.example/",
                "https:///nohost",
                "https:public.example",
                "//public.example/",
                "public.example",
                "file:///etc/passwd",
                "gopher://public.example/",
                "ftp://public.example/",
                "jar:https://public.example/x!/",
                ""
            })
    void refuses(String url) {
        assertThatThrownBy(() -> check(rules(false, false), url)).isInstanceOf(BadDestination.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://public.example/hook",
                "https://public.example:8443/hook?a=b",
                "HTTPS://Public.Example",
                "https://93.184.216.34/",
                "https://[2606:2800:220:1:248:1893:25c8:1946]/"
            })
    void letsPublicOnesThrough(String url) {
        assertThatCode(() -> check(rules(false, false), url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://10.0.0.1/", "https://[fd12::1]/", "https://localhost/", "https://inside.example/"})
    void thePrivateSettingOpensPrivateAndLoopback(String url) {
        assertThatCode(() -> check(rules(true, false), url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://169.254.169.254/",
                "https://metadata.example/",
                "https://[fd00:ec2::254]/",
                "https://[fe80::1]/",
                "https://0.0.0.0/",
                "http://10.0.0.1/",
                "http://public.example/"
            })
    void noSettingOpensMetadataOrHttpToOthers(String url) {
        assertThatThrownBy(() -> check(rules(true, true), url)).isInstanceOf(BadDestination.class);
    }

    @Test
    void httpToThisMachineNeedsItsOwnSetting() {
        assertThatThrownBy(() -> check(rules(true, false), "http://127.0.0.1/")).isInstanceOf(BadDestination.class);
        assertThatCode(() -> check(rules(false, true), "http://127.0.0.1/")).doesNotThrowAnyException();
    }

    @Test
    void aNameThatHasMovedInsideSinceItWasSubscribedIsAskedOnceAndRefused() throws Exception {
        var room = new WebhookRoom(folder);
        try (var inside = new Receiver()) {
            var asked = new AtomicInteger();
            room.subscribe("ops", inside.url(), "*");
            room.postgres
                    .client()
                    .sql("update webhook_subscription set url = ?")
                    .param(inside.url()
                            .replace("127.0.0.1", "rebinding.example")
                            .replace("http:", "https:"))
                    .update();
            room.deliveries.add("rollout.halted", "rollout/r1", "{}", room.now);
            room.dispatcher = room.dispatcher(new NetworkRules(false, true, host -> {
                asked.incrementAndGet();
                return InetAddress.getAllByName("192.168.7.7");
            }));

            room.send();

            assertThat(asked).hasValue(1);
            assertThat(inside.heard).isEmpty();
            assertThat(room.all().getFirst().lastError()).contains("private address");
        }
    }

    @Test
    void aSubscriptionToABadAddressIsRefusedAndWritesNothing() {
        var room = new WebhookRoom(folder.resolve("refused"));

        assertThatThrownBy(() -> room.subscribe("ops", "https://169.254.169.254/", "*"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.detail()).startsWith("url: "));
        assertThatThrownBy(() -> room.subscribe("ops", "http://127.0.0.1:9/", "rollout.exploded"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.detail()).startsWith("kinds: "));
        assertThatThrownBy(() -> room.subscribe(" ", "http://127.0.0.1:9/", "*"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.detail()).startsWith("name: "));

        assertThat(room.desk().subscriptions()).isEmpty();
        assertThat(room.audit.rows()).isEmpty();
    }

    @Test
    void secretsAreSealedForTheirOwnSubscriptionAndSurviveARestart() throws Exception {
        var room = new WebhookRoom(folder.resolve("sealed"));
        var secret = room.subscribe("ops", "http://127.0.0.1:9/", "*").secret();
        var sealed = room.postgres
                .client()
                .sql("select secret from webhook_subscription")
                .query(byte[].class)
                .single();
        var written = Base64.getDecoder().decode(secret.substring("whsec_".length()));

        assertThat(sealed).hasSizeGreaterThan(written.length);
        assertThat(HexFormat.of().formatHex(sealed))
                .doesNotContain(HexFormat.of().formatHex(written));
        var restarted = new SecretSeal(room.data, new SecureRandom());
        var id = room.desk().subscriptions().getFirst().id();
        assertThat(restarted.open(id, sealed)).isEqualTo(written);
        assertThatThrownBy(() -> restarted.open("w999", sealed)).isInstanceOf(UnreadableSecret.class);
        assertThat(room.desk().subscriptions().toString()).doesNotContain("whsec_");
    }

    private static NetworkRules rules(boolean allowPrivate, boolean allowHttp) {
        return new NetworkRules(allowPrivate, allowHttp, NetworkRulesTest::zone);
    }

    private static InetAddress check(NetworkRules rules, String url) throws BadDestination {
        return rules.check(Destination.parse(url));
    }

    /** Names from the table, numbers as the JDK reads them. */
    private static InetAddress[] zone(String host) throws UnknownHostException {
        var known = ZONE.get(host);
        if (known == null && host.endsWith(".example")) {
            throw new UnknownHostException(host);
        }
        var addresses = (known == null ? host : known).split(" ");
        var answer = new InetAddress[addresses.length];
        for (var i = 0; i < answer.length; i++) {
            answer[i] = InetAddress.getByName(addresses[i]);
        }
        return answer;
    }
}
