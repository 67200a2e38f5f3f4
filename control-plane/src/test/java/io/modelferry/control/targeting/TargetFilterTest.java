package io.modelferry.control.targeting;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each filter selects, of five devices that differ in everything a filter can ask. */
final class TargetFilterTest {

    private static final Fleet FLEET = new Fleet();

    @BeforeAll
    static void fiveDevicesAndOneThatLeft() {
        FLEET.device("cam-1")
                .with("cam-1", "tags = '{canary,floor.1}', attributes = '{\"shift\": \"night\", \"rack\": \"9\"}'")
                .with(
                        "cam-1",
                        "reported = '{\"cores\": 4, \"runtime\": \"1.29.0\", \"cpu\": [\"avx2\", \"fma\"], \"line\": \"b\"}'")
                .runs("cam-1", Catalogue.digest(1));
        FLEET.device("cam-2")
                .with("cam-2", "site = 'harbour', lab = true, online = false, last_seen = '2026-11-20T00:00:00Z'")
                .with("cam-2", "time_zone = 'Europe/Berlin', attributes = '{\"shift\": \"day\", \"rack\": \"10\"}'")
                .with("cam-2", "reported = '{\"cores\": 16, \"runtime\": \"1.9.2\", \"cpu\": [\"asimddp\"]}'")
                .runs("cam-2", Catalogue.int8(new VersionName("1")));
        FLEET.device("gate_3")
                .with("gate_3", "site = 'ha%bour', device_class = 'constrained', tags = '{canary}'")
                .with("gate_3", "agent_version = '1.10.0', time_zone = 'Asia/Tokyo'")
                .runs("gate_3", Catalogue.digest(2));
        FLEET.device("gatex3").with("gatex3", "last_seen = null, agent_version = 'development'");
        FLEET.device("quote")
                .with(
                        "quote",
                        "attributes = '{\"owner\": \"O''Neil, \\\"Bob\\\"\"}', enrolled_at = '2026-01-01T00:00:00Z'");
        FLEET.device("gone").with("gone", "decommissioned_at = now(), tags = '{canary}'");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
            ''                                    | cam-1 cam-2 gate_3 gatex3 quote
            id==cam-1                             | cam-1
            id!=cam-*                             | gate_3 gatex3 quote
            id=in=(cam-1,quote,nobody)            | cam-1 quote
            id=out=(cam-*,quote)                  | gate_3 gatex3
            id==gate_3                            | gate_3
            id==gate_*                            | gate_3
            site==ha*bour                         | cam-2 gate_3
            site==ha%*                            | gate_3
            class==constrained                    | gate_3
            lab==true                             | cam-2
            lab!=true                             | cam-1 gate_3 gatex3 quote
            online==false                         | cam-2
            tz==Europe/*                          | cam-2
            tz!=Europe/Berlin                     | cam-1 gate_3 gatex3 quote
            tz=out=(Europe/Berlin,Asia/Tokyo)     | cam-1 gatex3 quote
            tag==canary                           | cam-1 gate_3
            tag!=canary                           | cam-2 gatex3 quote
            tag=in=(canary,other)                 | cam-1 gate_3
            tag==floor.*                          | cam-1
            tag=out=(floor.*,canary)              | cam-2 gatex3 quote
            agent==1.9.0                          | cam-1 cam-2 quote
            agent=gt=1.9                          | gate_3
            agent=ge=1.9                          | cam-1 cam-2 gate_3 quote
            agent=lt=1.10                         | cam-1 cam-2 quote
            agent==dev*                           | gatex3
            attr.shift==night                     | cam-1
            attr.shift!=night                     | cam-2 gate_3 gatex3 quote
            attr.shift==*                         | cam-1 cam-2
            attr.shift=in=(night,d*)              | cam-1 cam-2
            attr.rack=gt=9                        | cam-2
            attr.rack=ge=9                        | cam-1 cam-2
            attr.shift=ge=0                       | ''
            fact.cores==4                         | cam-1
            fact.cores=ge=4                       | cam-1 cam-2
            fact.cores=lt=16                      | cam-1
            fact.cpu==avx2                        | cam-1
            fact.cpu=in=(avx2,asimddp)            | cam-1 cam-2
            fact.cpu==asim*                       | cam-2
            fact.cpu!=avx2                        | cam-2 gate_3 gatex3 quote
            fact.line==b                          | cam-1
            fact.runtime=lt=1.10                  | cam-2
            fact.runtime==1.29.0                  | cam-1
            running.meter-reader==1               | cam-1 cam-2
            running.meter-reader=in=(1,2)         | cam-1 cam-2 gate_3
            running.meter-reader!=1               | gate_3 gatex3 quote
            running.meter-reader==*               | cam-1 cam-2 gate_3
            running.meter-reader!=*               | gatex3 quote
            lastSeen=lt=2026-11-21                | cam-2
            lastSeen=ge=-PT1H                     | cam-1 gate_3 quote
            lastSeen=lt=-P7D                      | cam-2
            lastSeen=gt=2026-11-28T12:29:59Z      | cam-1 gate_3 quote
            lastSeen=gt=2026-11-28T12:30:00Z      | ''
            lastSeen=le=2026-11-28T13:30:00+01:00 | cam-1 cam-2 gate_3 quote
            enrolledAt=lt=2026-06-01              | quote
            tag==canary;site==north               | cam-1
            tag==canary and site==north           | cam-1
            lab==true,tag==canary                 | cam-1 cam-2 gate_3
            (lab==true or tag==canary);online==true | cam-1 gate_3
            lab==true or tag==canary;online==true | cam-1 cam-2 gate_3
            """)
    void selects(String filter, String expected) {
        assertThat(String.join(" ", FLEET.selected(filter))).isEqualTo(expected);
    }

    @Test
    void aDigestNamesOneFile() {
        assertThat(FLEET.selected("running.meter-reader==" + Catalogue.digest(1)))
                .containsExactly("cam-1");
    }

    @Test
    void aValueIsNeverPartOfTheStatement() {
        assertThat(FLEET.selected("attr.owner==\"O'Neil, \\\"Bob\\\"\"")).containsExactly("quote");
        assertThat(FLEET.selected("site==\"north' or '1'='1\"")).isEmpty();
        assertThat(FLEET.selected("attr.shift==\"night:x?::y\"")).isEmpty();
        assertThat(FLEET.targets().compile("site=='north';tag==a;attr.b==c").sql())
                .doesNotContain("north", "'a'", "'c'");
    }

    @Test
    void countsAndServesASetBasedStatement() {
        var condition = FLEET.targets().compile("tag==canary");
        FLEET.jdbc().sql("create table chosen (id text, stage int)").update();

        var written = FLEET.jdbc()
                .sql("insert into chosen select d.id, :stage from fleet_device d where " + condition.sql())
                .params(condition.with(Map.of("stage", 3)))
                .update();

        assertThat(written).isEqualTo(2);
        assertThat(FLEET.targets().count("tag==canary")).isEqualTo(2);
        assertThat(FLEET.targets().count("  ")).isEqualTo(5);
        assertThat(List.of("cam-1", "gate_3")).isEqualTo(FLEET.selected("tag==canary"));
    }
}
