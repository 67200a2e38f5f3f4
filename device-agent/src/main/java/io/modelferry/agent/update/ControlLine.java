package io.modelferry.agent.update;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.report.Command;
import io.modelferry.protocol.report.Presence;
import io.modelferry.protocol.report.Reported;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ties a {@link Link} to the {@link Updater} and the {@link EventLog}: goals and commands in; presence and reports out. */
public final class ControlLine {

    private static final Logger LOG = LoggerFactory.getLogger(ControlLine.class);

    /** @param boot of this start; {@code facts} found by the agent itself */
    public record Identity(UUID boot, String agentVersion, Reported.DeviceFacts facts) {}

    private final Link link;
    private final EventLog events;
    private final Identity identity;
    private final InstantSource clock;
    private final Supplier<Updater> updater;

    /** @param updater not asked before {@link #open}: it may be made after this and be given {@link #report} as its listener */
    public ControlLine(Link link, EventLog events, Identity identity, InstantSource clock, Supplier<Updater> updater) {
        this.link = link;
        this.events = events;
        this.identity = identity;
        this.clock = clock;
        this.updater = updater;
    }

    /** Call before the link connects: its first message may be the goal. */
    public void open() {
        link.listen(Channel.DESIRED, message -> updater.get().offer(message.payload()));
        link.listen(Channel.CMD, message -> obey(message.payload()));
        link.onConnected(this::connected);
    }

    /** Tells the server what runs, if the line is up; else the next connection does. */
    public void report() {
        if (link.connected()) {
            link.publish(Channel.REPORTED, ProtocolJson.write(reported()));
        }
    }

    private Reported reported() {
        return new Reported(
                identity.boot(),
                clock.instant(),
                identity.agentVersion(),
                identity.facts(),
                updater.get().generation(),
                updater.get().models());
    }

    private void connected() {
        link.publish(Channel.PRESENCE, ProtocolJson.write(new Presence(true, identity.boot())));
        report();
        events.resend();
        updater.get().hurry();
    }

    private void obey(byte[] payload) {
        try {
            switch (ProtocolJson.read(payload, Command.class)) {
                case Command.EventAck(var boot, var upToSeq) -> events.acknowledged(boot, upToSeq);
                case Command.Refresh(var reason) -> {
                    LOG.info("asked to report again: {}", reason);
                    report();
                    updater.get().hurry();
                }
            }
        } catch (MalformedMessage e) {
            LOG.warn("command ignored: {}", e.getMessage());
        }
    }
}
