package io.modelferry.control.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.testing.FakeSigners;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.VersionList;
import io.modelferry.protocol.trust.Acceptance;
import io.modelferry.protocol.trust.SignedModel;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

final class SignedVersionListTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();
    private static final ArtifactDigest FIRST = new ArtifactDigest("a".repeat(64));
    private static final ArtifactDigest SECOND = new ArtifactDigest("b".repeat(64));

    private final FakeSigners signers = new FakeSigners();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private SignedVersionList list;

    @BeforeEach
    void emptyList() {
        POSTGRES.client().sql("delete from registry_signed_model").update();
        POSTGRES.client()
                .sql("update registry_version_list set number = 0, envelope = null, expires = null")
                .update();
        list = newList();
    }

    @Test
    void isSignedAndEmptyBeforeTheFirstPublication() {
        var current = open();

        assertThat(current.version()).isEqualTo(1);
        assertThat(current.models()).isEmpty();
        assertThat(list.currentNumber()).isEqualTo(1);
    }

    @Test
    void everyAdditionSignsTheNextList() {
        add(model("1", FIRST, null));
        add(model("2", SECOND, new Acceptance(new ArtifactDigest("c".repeat(64)), 77, 0.9)));

        var current = open();
        assertThat(current.version()).isEqualTo(2);
        assertThat(current.models())
                .containsExactly(
                        model("1", FIRST, null),
                        model("2", SECOND, new Acceptance(new ArtifactDigest("c".repeat(64)), 77, 0.9)));
    }

    @Test
    void theSameEntryAgainChangesNothing() {
        add(model("1", FIRST, null));
        var before = list.current();

        add(model("1", FIRST, null));

        assertThat(list.currentNumber()).isEqualTo(1);
        assertThat(list.current().payload()).isEqualTo(before.payload());
    }

    @Test
    void otherBytesUnderASignedNameAreABug() {
        add(model("1", FIRST, null));

        assertThatThrownBy(() -> add(model("1", SECOND, null))).isInstanceOf(IllegalStateException.class);
        assertThat(open().find(SECOND)).isEmpty();
    }

    @Test
    void anAdditionThatIsRolledBackWasNeverSigned() {
        var transaction = transaction();

        transaction.executeWithoutResult(status -> {
            list.add(model("1", FIRST, null));
            status.setRollbackOnly();
        });

        assertThat(list.currentNumber()).isZero();
        assertThat(open().models()).isEmpty();
    }

    @Test
    void isSignedAnewLongBeforeItEnds() {
        add(model("1", FIRST, null));
        var first = open();

        now = first.expires().minus(Duration.ofDays(20));
        assertThat(open().version()).isEqualTo(1);
        now = first.expires().minus(Duration.ofDays(14));
        var renewed = open();

        assertThat(renewed.version()).isEqualTo(2);
        assertThat(renewed.expires()).isAfter(first.expires());
        assertThat(renewed.models()).isEqualTo(first.models());
    }

    @Test
    void outlivesARestartToTheByte() {
        add(model("1", FIRST, null));
        var before = list.current();

        assertThat(newList().current().payload()).isEqualTo(before.payload());
    }

    private SignedVersionList newList() {
        return new SignedVersionList(
                POSTGRES.client(), signers, () -> now, new JdbcTransactionManager(POSTGRES.dataSource()));
    }

    private void add(SignedModel model) {
        transaction().executeWithoutResult(status -> list.add(model));
    }

    private TransactionTemplate transaction() {
        return POSTGRES.transaction();
    }

    private VersionList open() {
        return signers.open(list.current());
    }

    private static SignedModel model(String version, ArtifactDigest digest, @Nullable Acceptance acceptance) {
        return new SignedModel(
                new ModelName("meter-reader"), new VersionName(version), "fp32", digest, 1000, 1, 0, 17, acceptance);
    }
}
