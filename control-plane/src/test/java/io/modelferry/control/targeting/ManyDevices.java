package io.modelferry.control.targeting;

import org.springframework.jdbc.core.simple.JdbcClient;

/** A fleet as a database sees it: sites of a few hundred devices, common and rare tags, facts, and what each runs. */
final class ManyDevices {

    private ManyDevices() {}

    static void fill(JdbcClient jdbc, int devices) {
        jdbc.sql("""
                        insert into fleet_device (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint,
                               certificate, online, last_seen, agent_version, time_zone, tags, attributes, reported)
                        select 'device-' || lpad(i::text, 7, '0'), 'site-' || i % 200,
                               case when i % 1000 = 0 then 'rare' when i % 3 = 0 then 'constrained' else 'standard' end,
                               i % 500 = 0, timestamptz '2026-11-28T00:00:00Z' - i * interval '10 minutes', 't',
                               md5(i::text), repeat(md5(i::text), 24), i % 40 <> 0,
                               timestamptz '2026-11-28T12:00:00Z'
                                   - case when i % 50 = 0 then interval '90 days' else (i % 3600) * interval '1 second' end,
                               case when i % 1000 = 1 then '9.9.9' else '1.' || i % 4 || '.0' end,
                               case when i % 2000 = 0 then 'Asia/Tokyo' when i % 2 = 0 then 'Europe/Berlin' end,
                               case when i % 1000 = 0 then array['rare', 'tenth']
                                    when i % 10 = 0 then array['tenth'] else array['plain'] end,
                               jsonb_build_object('rack', (i % 500)::text, 'owner', 'team-' || i % 20),
                               jsonb_build_object('os', 'Linux 6.12', 'architecture', 'aarch64', 'cores', 4,
                                   'memoryMb', 4096, 'runtime', '1.29.0', 'provider', array['CPU'], 'opset', 26,
                                   'cpu', case when i % 1000 = 5 then array['amx'] else array['asimddp'] end,
                                   'serial', i::text)
                          from generate_series(1, :devices) i""").param("devices", devices).update();
        jdbc.sql("""
                        insert into fleet_running
                        select id, 'meter-reader', repeat((case when right(id, 3) = '003' then 3
                                    when right(id, 1) = '2' then 2 else 1 end)::text, 64), null, '{}', now()
                          from fleet_device where id like 'device-%'""").update();
        // all rows are looked at, not a sample: the same plan each time
        jdbc.sql("alter table fleet_device alter column id set statistics 1000").update();
        jdbc.sql("alter table fleet_device_words alter column device_id set statistics 1000")
                .update();
        jdbc.sql("vacuum analyze fleet_device").update();
        jdbc.sql("vacuum analyze fleet_running").update();
        jdbc.sql("vacuum analyze fleet_device_words").update();
    }
}
