package io.modelferry.control.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.protocol.audit.AuditVerifier.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.json.JsonMapper;

/** The chain over a real database, against somebody who may do everything there. */
final class AuditChainTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();

    @TempDir
    Path folder;

    private final AuditRows rows = new AuditRows(POSTGRES.client(), new JsonMapper(), InstantSource.system());
    private final AuditChain chain = new AuditChain(POSTGRES.template(), POSTGRES.transaction());
    private DataFolder data;
    private AuditCheckpoints checkpoints;
    private AuditProof proof;

    @BeforeEach
    void anEmptyTrail() {
        asSuperuser("delete from audit_entry");
        data = new DataFolder(
                new Binder(new MapConfigurationPropertySource(Map.of("modelferry.data", folder.toString())))
                        .bindOrCreate("modelferry", ModelferryConfiguration.class));
        checkpoints = new AuditCheckpoints(chain, data, InstantSource.system());
        proof = new AuditProof(chain, checkpoints, InstantSource.system());
    }

    @AfterEach
    void leaveTheFolder() throws IOException {
        data.close();
    }

    private static void asSuperuser(String change) {
        POSTGRES.transaction().executeWithoutResult(status -> {
            POSTGRES.template().execute("set local session_replication_role = replica");
            POSTGRES.template().execute(change);
        });
    }

    private void entries(int count) {
        POSTGRES.transaction().executeWithoutResult(status -> {
            for (var number = 1; number <= count; number++) {
                rows.record("rollout.paused", "rollout", "r" + number, Map.of("reason", "ünsicher", "share", 0.25));
            }
        });
    }

    private List<Long> faultyPlaces() {
        return proof.verify().faults().stream().map(Fault::seq).toList();
    }

    @Test
    void everyEntryGetsItsPlaceAndNothingIsWrong() {
        entries(1203);
        checkpoints.sign();

        var found = proof.verify();

        assertThat(found.entries()).isEqualTo(1203);
        assertThat(found.outside()).isZero();
        assertThat(found.checkpoints()).isOne();
        assertThat(found.faults()).isEmpty();
    }

    @Test
    void anEntryEditedByASuperuserIsNamed() {
        entries(20);
        chain.chain();

        asSuperuser("update audit_entry set details = '{\"reason\": \"none\"}' where seq = 7");

        assertThat(faultyPlaces()).containsExactly(7L);
    }

    @Test
    void removedAndReorderedEntriesAreNamed() {
        entries(20);
        chain.chain();

        asSuperuser("delete from audit_entry where seq = 5");
        asSuperuser("update audit_entry set seq = -1 * seq where seq in (11, 12);"
                + "update audit_entry set seq = case seq when -11 then 12 else 11 end where seq < 0");

        assertThat(faultyPlaces()).contains(5L, 11L);
    }

    @Test
    void aTailThatWasCutOffIsMissedByTheCheckpoint() {
        entries(20);
        checkpoints.sign();

        asSuperuser("delete from audit_entry where seq > 15");

        assertThat(faultyPlaces()).containsExactly(16L);
    }

    @Test
    void whoeverEndsLaterComesLaterAndLeavesNoGap() {
        POSTGRES.transaction().executeWithoutResult(slow -> {
            rows.record("rollout.paused", "rollout", "slow", Map.of());
            try (var others = Executors.newSingleThreadExecutor()) {
                others.submit(() -> entries(3));
                others.submit(chain::chain);
            }
        });

        assertThat(proof.verify().faults()).isEmpty();
        assertThat(chain.end().orElseThrow().objectId()).isEqualTo("slow");
        assertThat(chain.end().orElseThrow().seq()).isEqualTo(4);
    }

    @Test
    void twoChainersTieEveryEntryOnce() throws Exception {
        entries(1000);
        var second = new AuditChain(POSTGRES.template(), POSTGRES.transaction());
        try (var both = Executors.newFixedThreadPool(2)) {
            var running = new ArrayList<Future<?>>(List.of(both.submit(chain::chain), both.submit(second::chain)));
            for (var one : running) {
                one.get();
            }
        }

        assertThat(proof.verify().faults()).isEmpty();
        assertThat(chain.end().orElseThrow().seq()).isEqualTo(1000);
    }

    @Test
    void aPlaceOnceGivenIsFinal() {
        entries(1);
        chain.chain();

        assertThatThrownBy(() -> POSTGRES.template().update("update audit_entry set seq = 9, hash = null"))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("never changed");
    }

    @Test
    void anExportSaysTheSameWithoutTheServer() throws IOException {
        entries(3);
        var out = new ByteArrayOutputStream();

        proof.export(out);

        var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.getFirst()).contains("\"head\"", checkpoints.key().encoded());
        assertThat(lines.get(1)).contains("\"checkpoint\"");
        assertThat(lines.getLast()).contains("\"entry\"", "\"seq\":3", "ünsicher");
    }

    @Test
    void aCheckpointCutShortByACrashCostsItselfOnly() throws IOException {
        entries(1);
        checkpoints.sign();
        Files.writeString(folder.resolve("audit/checkpoints.jsonl"), "{\"payloadTy", StandardOpenOption.APPEND);
        entries(1);
        checkpoints.sign();

        assertThat(proof.verify().checkpoints()).isEqualTo(2);
        assertThat(proof.verify().faults()).isEmpty();
    }
}
