package io.modelferry.cli.verb;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.audit.AuditLine;
import io.modelferry.protocol.audit.AuditVerifier;
import io.modelferry.protocol.trust.VerificationKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An export of the audit trail, walked on this machine. */
record AuditFile(VerificationKey key, AuditVerifier.Verdict verdict) {

    /**
     * @param believed the key that checkpoints must be signed with; null for the one that the file names
     * @throws IllegalArgumentException if it is no export
     */
    static AuditFile read(Path file, @Nullable VerificationKey believed) throws IOException {
        try (var lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            var head = line(lines.readLine()).head();
            if (head == null) {
                throw new MalformedMessage("its first line is no head");
            }
            var key = believed == null ? head.key() : believed;
            var verifier = new AuditVerifier(key);
            for (var text = lines.readLine(); text != null; text = lines.readLine()) {
                accept(verifier, line(text));
            }
            return new AuditFile(key, verifier.verdict());
        } catch (MalformedMessage e) {
            throw new IllegalArgumentException(file + " is no export of an audit trail: " + e.getMessage(), e);
        }
    }

    private static AuditLine line(@Nullable String text) {
        if (text == null) {
            throw new MalformedMessage("it is empty");
        }
        return ProtocolJson.read(text.getBytes(StandardCharsets.UTF_8), AuditLine.class);
    }

    private static void accept(AuditVerifier verifier, AuditLine line) {
        if (line.checkpoint() != null) {
            verifier.checkpoint(line.checkpoint());
        }
        if (line.entry() != null) {
            verifier.entry(line.entry());
        }
    }
}
