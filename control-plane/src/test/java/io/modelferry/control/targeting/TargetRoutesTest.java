package io.modelferry.control.targeting;

import static io.modelferry.control.testing.RunningHouse.code;
import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.testing.RunningHouse;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The routes of targeting, as a script meets them. */
final class TargetRoutesTest {

    private static final RunningHouse HOUSE = RunningHouse.shared();

    private static HttpResponse<String> ask(String method, String path, String body) {
        return HOUSE.api(method, path, HOUSE.adminToken(), body);
    }

    private static HttpResponse<String> list(String filter, String more) {
        return ask("GET", "/devices?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8) + more, "");
    }

    /** The newest entries of the audit trail. */
    private static String audited() {
        return String.join(
                "\n",
                HOUSE.bean(JdbcClient.class)
                        .sql(
                                "select actor || ' ' || action || ' ' || details from audit_entry order by id desc limit 5")
                        .query(String.class)
                        .list());
    }

    @BeforeEach
    void threeDevices() {
        var jdbc = HOUSE.bean(JdbcClient.class);
        jdbc.sql("delete from fleet_pin where device_id like 'target-%'").update();
        jdbc.sql("delete from fleet_opt_out where device_id like 'target-%'").update();
        jdbc.sql("delete from fleet_device where id like 'target-%'").update();
        jdbc.sql("""
                        insert into fleet_enrolment_token
                        values ('targets', 'targets', '*', 'standard', 'quay', false, 9, 0, 'ada', now(), now())
                        on conflict do nothing""").update();
        jdbc.sql("""
                        insert into fleet_device
                               (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate)
                        select 'target-' || i, 'quay', 'standard', false, now(), 'targets', '', ''
                          from generate_series(1, 3) i""").update();
    }

    @Test
    void listsByFilterWithATotalAndACursor() {
        ask(
                "PATCH",
                "/devices/target-2",
                "{\"tag\":[\"canary\",\"a\"],\"timeZone\":\"Europe/Berlin\",\"attributes\":{\"rack\":\"7\"}}");

        var page = json(list("site==quay", "&limit=2"));
        var last = json(list("site==quay", "&limit=2&after=" + page.path("next").asString()));
        var tagged = json(list("tag==canary;attr.rack=gt=6", ""));

        assertThat(page.path("total").asInt()).isEqualTo(3);
        assertThat(page.path("totalExact").asBoolean()).isTrue();
        assertThat(page.path("items").size()).isEqualTo(2);
        assertThat(last.path("items").get(0).path("id").asString()).isEqualTo("target-3");
        assertThat(last.path("next").isNull()).isTrue();
        assertThat(last.path("total").isNull()).isTrue();
        assertThat(tagged.path("total").asInt()).isEqualTo(1);
        assertThat(tagged.path("items").get(0).path("tags").toString()).isEqualTo("[\"a\",\"canary\"]");
        assertThat(tagged.path("items").get(0).path("timeZone").asString()).isEqualTo("Europe/Berlin");
    }

    @Test
    void countsAFirstPageAsFarAsTenThousand() {
        var jdbc = HOUSE.bean(JdbcClient.class);
        jdbc.sql("""
                        insert into fleet_device
                               (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate)
                        select 'target-crowd-' || i, 'crowd', 'standard', false, now(), 'targets', '', ''
                          from generate_series(1, 10001) i""").update();
        try {
            var page = json(list("site==crowd", "&limit=1"));
            var all = json(list("site==crowd", "&limit=1&exact=true"));

            assertThat(page.path("total").asInt()).isEqualTo(10_000);
            assertThat(page.path("totalExact").asBoolean()).isFalse();
            assertThat(all.path("total").asInt()).isEqualTo(10_001);
            assertThat(all.path("totalExact").asBoolean()).isTrue();
        } finally {
            jdbc.sql("delete from fleet_device where site = 'crowd'").update();
        }
    }

    @Test
    void refusesABadFilterWithItsPlace() {
        var problem = json(list("site==quay;colour==red", ""));

        assertThat(problem.path("status").asInt()).isEqualTo(422);
        assertThat(problem.path("code").asString()).isEqualTo("bad-filter");
        assertThat(problem.path("position").asInt()).isEqualTo(12);
        assertThat(problem.path("field").asString()).isEqualTo("colour");
        assertThat(problem.path("known").toString()).contains("site", "running.MODEL");
    }

    @Test
    void changesManyOnlyWhenTheCountIsTheOneThatWasSeen() {
        var bulk =
                "{\"filter\":\"site==quay\",\"change\":{\"tag\":[\"canary\"],\"attributes\":{\"rack\":\"7\",\"row\":null}}%s}";

        var dry = json(ask("POST", "/devices/bulk", bulk.formatted("")));
        assertThat(dry.path("devices").asInt()).isEqualTo(3);
        assertThat(dry.path("changed").asBoolean()).isFalse();
        assertThat(json(list("tag==canary;site==quay", "")).path("total").asInt())
                .isZero();
        assertThat(code(ask("POST", "/devices/bulk", bulk.formatted(",\"dryRun\":false"))))
                .isEqualTo("422 invalid");
        assertThat(code(ask("POST", "/devices/bulk", bulk.formatted(",\"dryRun\":false,\"expect\":2"))))
                .isEqualTo("409 count-changed");
        assertThat(json(list("tag==canary;site==quay", "")).path("total").asInt())
                .isZero();
        assertThat(json(ask("POST", "/devices/bulk", bulk.formatted(",\"dryRun\":false,\"expect\":3")))
                        .path("changed")
                        .asBoolean())
                .isTrue();
        assertThat(json(list("tag==canary;attr.rack==7;site==quay", ""))
                        .path("total")
                        .asInt())
                .isEqualTo(3);
        assertThat(audited()).contains("devices.changed", "site==quay");
    }

    @Test
    void holdsAndLetsGoInTheOperatorsName() {
        assertThat(code(ask("PUT", "/devices/target-1/pins/meter-reader", "{}")))
                .isEqualTo("422 invalid");
        assertThat(ask("PUT", "/devices/target-1/pins/meter-reader", "{\"reason\":\"court order\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(ask("PUT", "/devices/target-1/opt-out", "{\"reason\":\"fair\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(code(ask("PUT", "/devices/nobody/opt-out", "{\"reason\":\"x\"}")))
                .isEqualTo("404 device-not-found");

        var device = json(ask("GET", "/devices/target-1", ""));

        assertThat(device.path("pins").path("meter-reader").path("reason").asString())
                .isEqualTo("court order");
        assertThat(device.path("optOut").path("reason").asString()).isEqualTo("fair");
        assertThat(device.path("optOut").path("actor").asString()).isNotEmpty();
        assertThat(audited()).contains("device.pinned", "device.opted-out", "court order");
        assertThat(ask("DELETE", "/devices/target-1/pins/meter-reader", "").statusCode())
                .isEqualTo(204);
        assertThat(ask("DELETE", "/devices/target-1/opt-out", "").statusCode()).isEqualTo(204);
        assertThat(code(ask("DELETE", "/devices/target-1/opt-out", ""))).isEqualTo("404 opt-out-not-found");
        assertThat(json(ask("GET", "/devices/target-1", "")).path("optOut").isNull())
                .isTrue();
    }

    @Test
    void refusesWhatNoDeviceCanHaveAndWritesNothing() {
        for (var body : new String[] {
            "{\"timeZone\":\"Mars/Olympus\"}",
            "{\"site\":\"No Such Form\"}",
            "{\"tag\":[\"Not A Tag\"]}",
            "{\"attributes\":{\"1st\":\"x\"}}",
            "{\"attributes\":{\"key\":\"\"}}",
        }) {
            assertThat(code(ask("PATCH", "/devices/target-1", body))).as(body).isEqualTo("422 invalid");
        }
        assertThat(code(ask("PATCH", "/devices/target-1", "{}"))).isEqualTo("422 nothing-to-change");
        assertThat(code(ask("PATCH", "/devices/nobody", "{\"lab\":true}"))).isEqualTo("404 device-not-found");
        for (var i = 0; i < 2; i++) {
            var tags = new StringBuilder();
            for (var t = 0; t < 40; t++) {
                tags.append(t == 0 ? "" : ",")
                        .append("\"t")
                        .append(i)
                        .append('-')
                        .append(t)
                        .append('"');
            }
            var answer = ask("PATCH", "/devices/target-3", "{\"tag\":[" + tags + "]}");
            assertThat(answer.statusCode()).isEqualTo(i == 0 ? 200 : 422);
        }
        assertThat(json(ask("GET", "/devices/target-3", "")).path("tags").size())
                .isEqualTo(40);
        assertThat(json(ask("GET", "/devices/target-1", "")).path("attributes").isEmpty())
                .isTrue();
    }

    @Test
    void saysWhichVariantADeviceGets() {
        assertThat(json(ask("GET", "/devices/target-1/variants", ""))
                        .path("items")
                        .size())
                .isZero();
        assertThat(code(ask("GET", "/devices/target-9/variants", ""))).isEqualTo("404 device-not-found");
        assertThat(code(ask("GET", "/devices/target-1/variants?model=nobody&version=1", "")))
                .isEqualTo("404 version-not-found");
        assertThat(code(ask("GET", "/devices/target-1/variants?model=nobody", "")))
                .isEqualTo("422 invalid");
        assertThat(code(HOUSE.api("GET", "/devices/target-1/variants", "mf_no_token", "")))
                .isEqualTo("401 bad-token");
    }

    @Test
    void explainsOnlyWhatExists() {
        assertThat(code(ask("POST", "/targets/explain", "{\"model\":\"nobody\",\"version\":\"1\"}")))
                .isEqualTo("404 version-not-found");
        assertThat(code(ask("POST", "/targets/explain", "{\"version\":\"1\"}"))).isEqualTo("422 invalid");
    }
}
