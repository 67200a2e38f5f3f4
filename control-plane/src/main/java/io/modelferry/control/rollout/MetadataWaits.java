package io.modelferry.control.rollout;

import io.modelferry.protocol.DeviceId;
import java.sql.Timestamp;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Deployments that stand still because their devices wait for the fleet's signed metadata, as they say themselves. */
@Component
class MetadataWaits {

    private final JdbcTemplate sql;

    MetadataWaits(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** It waits, or waits no more. How long it has been in its state goes on counting. */
    void told(RolloutId rollout, DeviceId device, Deployment of) {
        var wait = of.metadataWait();
        var last = of.last();
        sql.update(
                """
                update rollout_deployment set detail = ?, metadata_wait = ?, last_boot = ?, last_seq = ?, last_at = ?
                 where rollout_id = ? and device_id = ?""",
                of.detail(),
                wait == null ? null : wait.name(),
                last == null ? null : last.boot(),
                last == null ? null : last.seq(),
                last == null ? null : Timestamp.from(last.at()),
                rollout.value(),
                device.value());
    }

    /**
     * For the line that says what a rollout waits for: the first device in the draw that is online and waits, in its own words.
     *
     * @return begins with "; "; empty if none does
     */
    String line(RolloutId rollout) {
        var waiting = sql.query(
                """
                select device_id, detail from rollout_deployment where rollout_id = ? and metadata_wait is not null
                   and online and not gone and standing not in ('BACK', 'EXPIRED') order by position limit 2""", (row, number) -> row.getString("device_id") + " " + row.getString("detail"), rollout.value());
        return switch (waiting.size()) {
            case 0 -> "";
            case 1 -> "; " + waiting.getFirst();
            default -> "; " + waiting.getFirst() + " (and others wait)";
        };
    }
}
