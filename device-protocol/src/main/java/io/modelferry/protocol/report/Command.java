package io.modelferry.protocol.report;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.UUID;

/** A hint from the server that may be lost: nothing depends on it but speed and the emptying of the outbox. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Command.EventAck.class, name = "event-ack"),
    @JsonSubTypes.Type(value = Command.Refresh.class, name = "refresh")
})
public sealed interface Command {

    /** Every event of {@code boot} up to and with {@code upToSeq} is stored; the device may forget them. */
    record EventAck(UUID boot, long upToSeq) implements Command {}

    /** Look at the goal and report again. */
    record Refresh(String reason) implements Command {}
}
