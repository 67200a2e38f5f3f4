package io.modelferry.control.rollout;

import io.modelferry.control.fleet.DeviceReported;
import io.modelferry.control.fleet.DevicesRedescribed;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.targeting.TargetFilter;
import io.modelferry.protocol.DeviceId;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Devices that come to belong to a rollout while it runs, and those that cease to. One door for all of them: who enrols, who is described
 * anew, who is held back or let go is noted, and the engine looks at all that were noted together. Who belongs now takes its own place in the
 * queue, as if it had been there when the rollout was drawn: if that place lies in an opened stage it is next, but it takes its turn like all.
 * Who was given the version keeps it.
 */
@Component
class Guests {

    private static final int BATCH = 10_000;
    private static final int NAMED = 3;

    private static final List<RolloutState> OPEN = Arrays.stream(RolloutState.values())
            .filter(state -> state.active() && state != RolloutState.ROLLING_BACK)
            .toList();

    private final JdbcTemplate sql;
    private final RolloutRows rollouts;
    private final RolloutQueue queue;
    private final Journal journal;
    private final Variants variants;
    private final TargetFilter filters;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    Guests(
            JdbcTemplate sql,
            RolloutRows rollouts,
            RolloutQueue queue,
            Journal journal,
            Variants variants,
            TargetFilter filters,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.sql = sql;
        this.rollouts = rollouts;
        this.queue = queue;
        this.journal = journal;
        this.variants = variants;
        this.filters = filters;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** In the transaction that stored the report. */
    @EventListener
    void on(DeviceReported reported) {
        switch (reported.kind()) {
            case ENROLLED, DECOMMISSIONED -> note(List.of(reported.device()));
            case ONLINE, OFFLINE, RUNNING_CHANGED -> {}
        }
    }

    /** In the transaction that stored the change. */
    @EventListener
    void on(DevicesRedescribed changed) {
        note(changed.devices());
    }

    private void note(List<DeviceId> devices) {
        sql.update("insert into rollout_revisit select unnest(?::text[]) order by 1 on conflict do nothing", (Object)
                texts(devices));
    }

    /**
     * Looks at devices that were noted, {@value #BATCH} at a time.
     *
     * @return whether there are more
     */
    boolean look() {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            if (!queue.nobodyDraws()) {
                return false;
            }
            var devices = take();
            if (!devices.isEmpty()) {
                rollouts.idsIn(OPEN)
                        .forEach(id -> rollouts.lock(id)
                                .filter(rollout -> OPEN.contains(rollout.state()))
                                .ifPresent(rollout -> look(rollout, devices)));
            }
            return devices.size() == BATCH;
        }));
    }

    private List<DeviceId> take() {
        return sql.query("""
                delete from rollout_revisit where device_id in (
                    select device_id from rollout_revisit order by device_id limit ? for update skip locked)
                returning device_id""", (row, number) -> new DeviceId(row.getString(1)), BATCH);
    }

    private void look(Rollout rollout, List<DeviceId> devices) {
        var classes = classes(rollout, devices);
        var target = filters.compile(rollout.plan().reach().target());
        var first = rollout.plan().stages().getFirst();
        var labIsOpen = first.lab() && rollout.stages().getFirst().openedAt != null;
        note(rollout, "DEVICES_LEFT", "no longer meant", queue.dropStrangers(rollout, classes, target, devices));
        note(rollout, "DEVICES_JOINED", "meant now", queue.join(rollout, classes, target, devices, labIsOpen));
        journal.append(rollout);
    }

    private List<String> classes(Rollout rollout, List<DeviceId> devices) {
        return sql
                .query(
                        "select distinct device_class from fleet_device where id = any (?)",
                        (row, number) -> row.getString(1),
                        (Object) texts(devices))
                .stream()
                .filter(name -> variants.choose(rollout.model(), rollout.version(), name)
                        .isPresent())
                .toList();
    }

    private void note(Rollout rollout, String kind, String why, List<DeviceId> devices) {
        if (!devices.isEmpty()) {
            rollout.note(kind, Cause.of(Cause.ENGINE, clock.instant(), inWords(devices) + ": " + why));
        }
    }

    /** {@code 5 devices (cam-1, cam-2, cam-3, …)}. */
    private static String inWords(List<DeviceId> devices) {
        var names = devices.stream().map(DeviceId::value).sorted().limit(NAMED).collect(Collectors.joining(", "));
        return devices.size()
                + (devices.size() == 1 ? " device (" : " devices (")
                + names
                + (devices.size() > NAMED ? ", …)" : ")");
    }

    private static String[] texts(List<DeviceId> devices) {
        return devices.stream().map(DeviceId::value).toArray(String[]::new);
    }
}
