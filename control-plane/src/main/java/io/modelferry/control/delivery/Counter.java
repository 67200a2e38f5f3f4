package io.modelferry.control.delivery;

import io.modelferry.control.delivery.Line.Outgoing;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.report.Command;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Where other rooms hand in their post: goals go through the mailboxes, hints and statistics straight to the line. */
@Service
class Counter implements PostOffice {

    private static final Duration HINT_LIFETIME = Duration.ofMinutes(1);
    private static final byte[] NOTHING = new byte[0];

    private final Mailboxes mailboxes;
    private final Postman postman;
    private final RightOfWay rightOfWay;
    private final Line line;
    private final InstantSource clock;

    Counter(Mailboxes mailboxes, Postman postman, RightOfWay rightOfWay, Line line, InstantSource clock) {
        this.mailboxes = mailboxes;
        this.postman = postman;
        this.rightOfWay = rightOfWay;
        this.line = line;
        this.clock = clock;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void post(Collection<Letter> letters) {
        if (letters.isEmpty()) {
            return;
        }
        mailboxes.put(letters, clock.instant());
        afterCommit(postman::wake);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void forget(DeviceId device) {
        mailboxes.delete(device);
        afterCommit(() -> {
            for (var channel : new Channel[] {Channel.DESIRED, Channel.REPORTED, Channel.PRESENCE}) {
                // an empty retained message clears what was retained; if the line is down the ACL keeps the device out
                // anyway
                line.publish(Outgoing.retained(Topics.of(device, channel), NOTHING));
            }
        });
    }

    @Override
    public Claim makeWay() {
        return rightOfWay.claim();
    }

    @Override
    public void hint(DeviceId device, Command command) {
        line.publish(
                Outgoing.expiring(Topics.of(device, Channel.CMD), ProtocolJson.write(command), HINT_LIFETIME, NOTHING));
    }

    @Override
    public void publishStats(ModelName model, VersionName version, byte[] json) {
        line.publish(Outgoing.retained(Topics.stats(model, version), json));
    }

    @Override
    public void publishFleetStats(byte[] json) {
        line.publish(Outgoing.retained(Topics.FLEET_STATS, json));
    }

    private static void afterCommit(Runnable work) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                work.run();
            }
        });
    }
}
