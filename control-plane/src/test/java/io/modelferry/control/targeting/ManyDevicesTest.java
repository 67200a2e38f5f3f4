package io.modelferry.control.targeting;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.fleet.Searches;
import io.modelferry.protocol.DeviceId;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of fifty thousand devices, a filter that selects few reads few: the plan says by which index. */
final class ManyDevicesTest {

    private static final Fleet FLEET = new Fleet();

    @BeforeAll
    static void fiftyThousand() {
        ManyDevices.fill(FLEET.jdbc(), 50_000);
    }

    @ParameterizedTest(name = "{0} by {1}")
    @CsvSource(delimiter = '|', textBlock = """
            id==device-0000777         | fleet_device
            id==device-00007*          | fleet_device_named
            site==site-7               | fleet_device_site
            site==site-77*             | fleet_device_site
            class==rare                | fleet_device_class
            tag==rare                  | fleet_device_tags
            tag=in=(rare,none)         | fleet_device_tags
            attr.rack==77              | fleet_device_attributes
            fact.serial==77            | fleet_device_reported
            fact.cpu==amx              | fleet_device_reported
            agent==9.9.9               | fleet_device_agent
            tz==Asia/Tokyo             | fleet_device_zone
            lab==true                  | fleet_device_lab
            online==false              | fleet_device_online
            lastSeen=lt=2026-10-01     | fleet_device_seen
            enrolledAt=gt=2026-11-27   | fleet_device_enrolled
            running.meter-reader==3    | fleet_running_file
            tag==rare;online==false    | fleet_device_tags
            """)
    void findsTheFewByAnIndex(String filter, String index) {
        var plan = plan("select count(*) from fleet_device d where ", filter);

        assertThat(plan).contains(index).doesNotContain("Seq Scan on fleet_device");
        assertThat(FLEET.targets().count(filter)).isBetween(1L, 2_500L);
    }

    @Test
    void theFirstPageOfAFilterIsNotASortOfTheFleet() {
        assertThat(plan(
                        "select d.id from fleet_device d where d.id > 'device-001' and ",
                        "site==site-7",
                        " order by d.id limit 50"))
                .doesNotContain("Sort", "Seq Scan");
    }

    /** As the console and the API ask: a page, a later one, and the count as far as 10,000. */
    @ParameterizedTest(name = "filter \"{0}\", text \"{1}\"")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            emptyValue = "",
            value = {
                "''                           | ''",
                "''                           | 'ce-0000777'",
                "''                           | 'site-77'",
                "''                           | 'device'",
                "''                           | 'no such thing'",
                "''                           | '77'",
                "''                           | 'd'",
                "''                           | 'zz'",
                "'tag==tenth'                 | 'q'",
                "'online==true'               | ''",
                "'class==standard'            | ''",
                "'site==site-7;online==true'  | ''",
                "'tag==rare'                  | ''",
                "'tag==tenth'                 | ''",
                "'tag==none'                  | ''",
                "'tag==tenth'                 | 'site-77'",
                "'attr.rack==77'              | 'stand'",
                "'running.meter-reader==3'    | ''",
            })
    void aPageAndItsCountReadAFewOfThem(String filter, String text) {
        var search = Searches.in(FLEET.jdbc());
        var condition = FLEET.targets().compile(filter);

        var read = FLEET.rowsRead(() -> {
            search.page(condition, null, 50, text);
            search.page(condition, new DeviceId("device-0025000"), 50, text);
            search.countUpTo(10_001, condition, text);
        });

        // of a filter and a text that everybody has, the database may read all words once each time: they are short
        var words = filter.isEmpty() || text.isEmpty() ? 25_000L : 155_000L;
        assertThat(read)
                .allSatisfy((table, rows) ->
                        assertThat(rows).isLessThan(table.startsWith("fleet_device_words") ? words : 25_000));
    }

    private static String plan(String select, String filter) {
        return plan(select, filter, "");
    }

    private static String plan(String select, String filter, String end) {
        var condition = FLEET.targets().compile(filter);
        return FLEET
                .jdbc()
                .sql("explain " + select + condition.sql() + end)
                .params(condition.parameters())
                .query(String.class)
                .list()
                .stream()
                .collect(Collectors.joining("\n"));
    }
}
