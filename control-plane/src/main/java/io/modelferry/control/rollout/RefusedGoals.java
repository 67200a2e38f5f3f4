package io.modelferry.control.rollout;

import io.modelferry.control.security.Signers;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Goals that devices do not believe. One that is theirs now, by the key that signs now, is a deployment that failed. Any other says that
 * somebody forged or replayed a goal, or that its key was replaced meanwhile: nobody's deployment failed by it.
 */
@Component
class RefusedGoals {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedGoals.class);

    /** Why a device does not even begin; what becomes of a goal that it believes has other codes. */
    private static final Set<FailureCode> CODES =
            Set.of(FailureCode.BAD_SIGNATURE, FailureCode.GOAL_EXPIRED, FailureCode.WRONG_DEVICE);

    private final JdbcTemplate sql;
    private final Signers signers;

    RefusedGoals(JdbcTemplate sql, Signers signers) {
        this.sql = sql;
        this.signers = signers;
    }

    /**
     * In the transaction of the event.
     *
     * @return whether the event is about a goal that is not, or is no longer, the device's
     */
    boolean isAboutAnother(DeviceId device, UpdateEvent event, Instant at) {
        var code = event.failure();
        if (code == null || !CODES.contains(code)) {
            return false;
        }
        var own = code != FailureCode.WRONG_DEVICE && keep(device, event, code, at);
        LOG.warn(
                "device={} refuses {} goal generation={} {}: {}",
                device,
                own ? "its" : "a foreign or older",
                event.generation(),
                code,
                event.detail());
        return !own;
    }

    /** @return false if it is not the goal that we gave the device last, by the key that signs now */
    private boolean keep(DeviceId device, UpdateEvent event, FailureCode code, Instant at) {
        return sql.update(
                        """
                        insert into rollout_refused_goal as refused (device_id, generation, failure, detail, at)
                        select device_id, generation, ?, ?, ? from rollout_goal where device_id = ? and generation = ? and signed_by = ?
                        on conflict (device_id) do update set generation = excluded.generation, failure = excluded.failure,
                            detail = excluded.detail, at = excluded.at""",
                        code.name(),
                        event.detail(),
                        Timestamp.from(at),
                        device.value(),
                        event.generation(),
                        signers.goalKey().id())
                == 1;
    }

    /**
     * For the line that says what a rollout waits for: the first device in the draw that is online and refuses the goal that it has, in its
     * own words.
     *
     * @return begins with "; "; empty if none does
     */
    String line(RolloutId rollout) {
        var refusing = sql.query(
                """
                select refused.device_id, refused.detail, refused.failure from rollout_refused_goal refused
                  join rollout_goal goal on goal.device_id = refused.device_id and goal.generation = refused.generation
                  join rollout_deployment placed on placed.device_id = refused.device_id and placed.rollout_id = ?
                 where placed.online and not placed.gone and placed.standing not in ('BACK', 'EXPIRED')
                   and not exists (select from rollout_device_event later where later.device_id = refused.device_id
                                      and later.generation = refused.generation and later.received_at > refused.at
                                      and later.failure is null)
                 order by placed.position limit 2""",
                (row, number) -> "%s %s (%s)".formatted(row.getString(1), row.getString(2), row.getString(3)),
                rollout.value());
        return switch (refusing.size()) {
            case 0 -> "";
            case 1 -> "; " + refusing.getFirst();
            default -> "; " + refusing.getFirst() + " (and others refuse theirs)";
        };
    }
}
