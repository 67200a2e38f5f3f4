package io.modelferry.agent.update;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.report.Command;
import io.modelferry.protocol.report.Presence;
import io.modelferry.protocol.report.Reported;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ties a {@link Link} to the {@link Updater} and the {@link EventLog}: goals and commands in; presence and reports out. */
public final class ControlLine {

    private static final Logger LOG = LoggerFactory.getLogger(ControlLine.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** @param boot of this start; {@code facts} found by the agent itself */
    public record Identity(UUID boot, String agentVersion, Reported.DeviceFacts facts) {}

    private final Link link;
    private final EventLog events;
    private final Identity identity;
    private final InstantSource clock;
    private final Turn reports = new Turn();
    private volatile @Nullable Updater updater;

    public ControlLine(Link link, EventLog events, Identity identity, InstantSource clock) {
        this.link = link;
        this.events = events;
        this.identity = identity;
        this.clock = clock;
    }

    /** Call before the link connects: its first message may be the goal. {@link #report} says nothing before this. */
    public void open(Updater opened) {
        updater = opened;
        link.listen(Channel.DESIRED, message -> opened.offer(message.payload()));
        link.listen(Channel.CMD, message -> obey(message.payload(), opened));
        link.onConnected(() -> connected(opened));
    }

    /**
     * Tells the server what runs, if the line is up; else the next connection does. Never two at once: of two that are under way the older
     * may come last, and the last one is what the server believes.
     */
    public void report() {
        var running = updater;
        if (running == null || !link.connected()) {
            return;
        }
        if (!reports.begin()) {
            return; // whoever is under way is followed by what is true then
        }
        link.publish(Channel.REPORTED, ProtocolJson.write(reported(running)))
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, failure) -> {
                    if (reports.end(failure == null)) {
                        report();
                    }
                });
    }

    /** Time has passed: a report that did not get through goes out again, with what is true now. */
    public void tick() {
        if (reports.untold()) {
            report();
        }
    }

    private Reported reported(Updater running) {
        return new Reported(
                identity.boot(),
                clock.instant(),
                identity.agentVersion(),
                identity.facts(),
                running.generation(),
                running.models());
    }

    private void connected(Updater running) {
        link.publish(Channel.PRESENCE, ProtocolJson.write(new Presence(true, identity.boot())));
        report();
        events.resend();
        running.hurry();
    }

    private void obey(byte[] payload, Updater running) {
        try {
            switch (ProtocolJson.read(payload, Command.class)) {
                case Command.EventAck(var boot, var upToSeq) -> events.acknowledged(boot, upToSeq);
                case Command.Refresh(var reason) -> {
                    LOG.info("asked to report again: {}", reason);
                    report();
                    running.hurry();
                }
            }
        } catch (MalformedMessage e) {
            LOG.warn("command ignored: {}", e.getMessage());
        }
    }

    /** One report under way, and whether there is more to say. */
    private static final class Turn {

        private boolean underWay;
        private boolean untold;

        /** @return whether the caller reports; else it is told after the one that is under way */
        synchronized boolean begin() {
            untold = underWay;
            var mine = !underWay;
            underWay = true;
            return mine;
        }

        /** @return whether somebody wanted to report meanwhile and the line takes it */
        synchronized boolean end(boolean arrived) {
            underWay = false;
            var again = untold && arrived;
            untold |= !arrived;
            return again;
        }

        synchronized boolean untold() {
            return untold && !underWay;
        }
    }
}
