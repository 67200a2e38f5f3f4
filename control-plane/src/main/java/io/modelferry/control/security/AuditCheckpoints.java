package io.modelferry.control.security;

import io.modelferry.control.platform.DataFolder;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.audit.AuditCheckpoint;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.trust.Envelope;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Signs how far the chain has come, every few minutes and at the end: a line of {@code <data>/audit/checkpoints.jsonl} and of the log.
 * Both are worth most on another machine.
 */
@Component
class AuditCheckpoints {

    private static final Logger log = LoggerFactory.getLogger(AuditCheckpoints.class);

    private final AuditChain chain;
    private final InstantSource clock;
    private final SigningKey key;
    private final Path file;
    private long written;
    private @Nullable AuditCheckpoint last;

    AuditCheckpoints(AuditChain chain, DataFolder data, InstantSource clock) {
        this.chain = chain;
        this.clock = clock;
        this.key = SigningKey.of(KeyPairs.ed25519(data.folder("keys").resolve("audit-key.pem")));
        this.file = data.folder("audit").resolve("checkpoints.jsonl");
    }

    VerificationKey key() {
        return key.publicHalf();
    }

    @Scheduled(fixedDelayString = "${modelferry.audit.checkpoint-every:5m}")
    @PreDestroy
    synchronized void sign() {
        chain.chain();
        chain.end().filter(end -> end.seq() > written).ifPresent(end -> {
            var now = new AuditCheckpoint(end.seq(), end.hash(), clock.instant());
            append(ProtocolJson.write(now.signed(key)));
            written = end.seq();
            last = now;
            log.info("audit checkpoint seq={} hash={}", now.seq(), now.hash());
        });
    }

    /** A line that a crash cut short is ended first, so that it costs itself and not the next one. */
    private void append(byte[] line) {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.position(channel.size());
            var bytes = ByteBuffer.allocate(line.length + 2);
            if (!endsWithLine(channel)) {
                bytes.put((byte) '\n');
            }
            bytes.put(line).put((byte) '\n').flip();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("the audit checkpoint could not be written", e);
        }
    }

    private static boolean endsWithLine(FileChannel channel) throws IOException {
        var last = ByteBuffer.allocate(1);
        return channel.size() == 0 || (channel.read(last, channel.size() - 1) == 1 && last.get(0) == '\n');
    }

    /** The newest that this control plane signed; empty before the first. */
    synchronized Optional<AuditCheckpoint> last() {
        var newest = last;
        if (newest == null && !all().isEmpty()) {
            newest = ProtocolJson.read(all().getLast().payload(), AuditCheckpoint.class);
            last = newest;
        }
        return Optional.ofNullable(newest);
    }

    /** Every checkpoint that this control plane signed, oldest first. A line that a crash cut short is passed over. */
    synchronized List<Envelope> all() {
        if (Files.notExists(file)) {
            return List.of();
        }
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.flatMap(AuditCheckpoints::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the audit checkpoints in " + file + " cannot be read", e);
        }
    }

    private static Stream<Envelope> read(String line) {
        try {
            return Stream.of(ProtocolJson.read(line.getBytes(StandardCharsets.UTF_8), Envelope.class));
        } catch (MalformedMessage cut) {
            log.warn("a line of the audit checkpoints cannot be read: {}", cut.getMessage());
            return Stream.empty();
        }
    }
}
