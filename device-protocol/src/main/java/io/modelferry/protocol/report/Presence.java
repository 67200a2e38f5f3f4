package io.modelferry.protocol.report;

import java.util.UUID;

/** Online or not. Published on connect and on a clean stop; the broker publishes the offline form as the last will. */
public record Presence(boolean online, UUID boot) {}
