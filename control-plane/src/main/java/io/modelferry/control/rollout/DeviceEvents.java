package io.modelferry.control.rollout;

import io.modelferry.control.delivery.PostOffice;
import io.modelferry.control.delivery.UplinkReceived;
import io.modelferry.control.rollout.pace.RetryPolicy;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.report.Command;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateState;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Stores what devices say about their updates, each event once, and moves their deployments. The device may forget an event when
 * everything up to it is committed here.
 */
@Component
class DeviceEvents {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceEvents.class);

    private final DeviceEventRows rows;
    private final Deployments deployments;
    private final MetadataWaits metadataWaits;
    private final RefusedGoals refusedGoals;
    private final PostOffice postOffice;
    private final RolloutRows rollouts;

    DeviceEvents(
            DeviceEventRows rows,
            Deployments deployments,
            MetadataWaits metadataWaits,
            RefusedGoals refusedGoals,
            PostOffice postOffice,
            RolloutRows rollouts) {
        this.rows = rows;
        this.rollouts = rollouts;
        this.deployments = deployments;
        this.metadataWaits = metadataWaits;
        this.refusedGoals = refusedGoals;
        this.postOffice = postOffice;
    }

    /** In the transaction of the uplink. */
    @EventListener
    void on(UplinkReceived uplink) {
        if (uplink.channel() == Channel.EVENTS) {
            receive(uplink.device(), ProtocolJson.read(uplink.payload(), UpdateEvent.class), uplink.at());
        }
    }

    private void receive(DeviceId device, UpdateEvent event, Instant at) {
        if (rows.store(device, event, at) && !refusedGoals.isAboutAnother(device, event, at)) {
            deployments
                    .lockFor(device, event.model(), event.generation())
                    .ifPresent(placed -> apply(placed, event, at));
        }
        acknowledge(device, event.boot());
    }

    private void apply(Deployments.Placed placed, UpdateEvent event, Instant at) {
        var back = placed.backGeneration();
        if (back != null && event.generation() >= back) {
            deployments.costOfReturn(placed.rollout(), placed.device(), event.transfer());
            keep(placed, placed.progress().onItsWayBack(event), event, at);
            return;
        }
        if (!event.digest().equals(placed.progress().digest())) {
            return; // history only: it is about another goal's file
        }
        var before = placed.progress();
        var after = before.after(event);
        keep(placed, after, event, at);
        if (after.state() != before.state()) {
            LOG.info(
                    "deployment {}→{} device={} rollout={}",
                    before.state(),
                    after.state(),
                    placed.device(),
                    placed.rollout());
        }
    }

    private void keep(Deployments.Placed placed, Deployment after, UpdateEvent event, Instant at) {
        var before = placed.progress();
        if (after.equals(before)) {
            return;
        }
        if (after.movedSince(before)) {
            deployments.progressed(placed.rollout(), placed.device(), after, mayTryAgain(placed, after, at), at);
        } else {
            metadataWaits.told(placed.rollout(), placed.device(), after);
        }
        rows.applied(placed.device(), event, placed.rollout());
    }

    /** The device tries again by itself what can pass; how often that counts as under way the plan says. */
    private boolean mayTryAgain(Deployments.Placed placed, Deployment after, Instant at) {
        var failure = after.failure();
        return after.state() == UpdateState.FAILED
                && failure != null
                && rollouts.findById(placed.rollout().value())
                        .map(rollout -> rollout.plan().pace().retry())
                        .map(retry -> RetryPolicy.after(retry, failure, after.attempt(), placed.device(), at))
                        .filter(RetryPolicy.Answer.Again.class::isInstance)
                        .isPresent();
    }

    private void acknowledge(DeviceId device, UUID boot) {
        var upTo = rows.contiguous(device, boot);
        if (upTo > 0) {
            afterCommit(() -> postOffice.hint(device, new Command.EventAck(boot, upTo)));
        }
    }

    private static void afterCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }
}
